// What features draw from a network.
import type { Draw } from '../../random.ts';
import type { Plan, Station } from './plan.ts';

export const stationsOf = (plan: Plan, netns: string): Station[] => plan.stations.filter((one) => one.netns === netns);
export const anyNetns = (plan: Plan, draw: Draw): string =>
  draw.pick(draw.chance(0.6) && plan.routers().length > 0 ? plan.routers() : plan.hosts());
export const prefixOf = (draw: Draw, six: boolean): string => {
  const segment = draw.below(3);
  return six
    ? `fd0${segment}::/64`
    : draw.pick([`10.0.${segment}.0/24`, `10.0.${segment}.0/24`, '10.0.0.0/8', `10.0.${segment}.${1 + draw.below(4)}`]);
};
