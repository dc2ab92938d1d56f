import type { MenuContext } from '../../diagram/messages.ts';
import type { Subject } from '../../diagram/picture.ts';
import { linkSubject } from '../../outline/links.ts';
import { netnsSubject } from '../../outline/outline.ts';
import { linkById, netnsById } from '../../topology/find.ts';
import { contextOf } from '../topology/contexts.ts';
import type { Followed } from '../topology/followers.ts';

/** What the editor's menus are told of something in the diagram; nothing of what has no menu. `panel`: whose diagram it is. */
export function menuContext(
  { id: host, topology, lost }: Followed,
  panel: string,
  key: string,
  subject: Subject,
): MenuContext | undefined {
  const isStale = lost !== undefined;
  switch (subject.kind) {
    case 'link': {
      const place = topology && linkById(topology, subject.link);
      if (!place) return undefined;
      const netlabItem = contextOf(linkSubject(place.netns, place.link), isStale);
      return { netlabItem, panel, key, host, netns: subject.netns, link: subject.link };
    }
    case 'netns':
    case 'router': {
      const netns = topology && netnsById(topology, subject.netns);
      return netns && { netlabItem: contextOf(netnsSubject(netns), isStale), panel, key, host, netns: subject.netns };
    }
    case 'gateway': {
      const { address } = subject;
      return { netlabItem: contextOf({ kind: 'entry', address }, isStale), panel, key, address };
    }
    case 'fold':
      return { netlabItem: 'fold', panel, key };
    case 'note':
      return undefined;
  }
}
