import { button, iconButton, make } from './dom.ts';
import { TEXTS } from './texts.ts';

/** What can be done with the picture as a whole, by the names that the editor's menus use. */
export interface Deeds {
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fit: () => void;
  readonly turn: () => void;
  readonly legend: () => void;
  readonly rates: () => void;
  readonly copy: () => void;
  readonly insert: () => void;
  readonly svg: () => void;
  readonly png: () => void;
  readonly showAll: () => void;
  /** Opens the menu with all of these. */
  readonly menu: (at: HTMLElement) => void;
}

/** The buttons above the picture. Where there is no room for them all, the menu has them: page.css says which go first. */
export function toolbar(title: HTMLElement, search: HTMLElement, deeds: Deeds) {
  const showAll = button(TEXTS.showAll, TEXTS.showAllTitle, deeds.showAll);
  showAll.hidden = true;
  const group = (name: string, ...buttons: readonly HTMLElement[]) =>
    make('span', { class: `group ${name}` }, ...buttons);
  const rates = iconButton('rates', TEXTS.ratesTitle, deeds.rates);
  const bar = make(
    'nav',
    { class: 'bar', 'aria-label': TEXTS.diagram },
    title,
    showAll,
    search,
    group(
      'zooms',
      iconButton('zoomOut', TEXTS.zoomOut, deeds.zoomOut),
      iconButton('zoomIn', TEXTS.zoomIn, deeds.zoomIn),
    ),
    iconButton('fit', TEXTS.fitTitle, deeds.fit),
    group(
      'looks',
      iconButton('turn', TEXTS.turnTitle, deeds.turn),
      iconButton('legend', TEXTS.legendTitle, deeds.legend),
      rates,
    ),
    group(
      'exports',
      iconButton('copy', TEXTS.copyTitle, deeds.copy),
      iconButton('insert', TEXTS.insertTitle, deeds.insert),
      iconButton('svg', TEXTS.svg, deeds.svg),
      iconButton('png', TEXTS.png, deeds.png),
    ),
    iconButton('more', TEXTS.more, deeds.menu),
  );
  // Its width is what the rules about room go by.
  return { bar: make('header', { class: 'top' }, bar), showAll, rates };
}
