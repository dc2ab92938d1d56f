import type { Link } from './model.ts';

/** `lo`, which every netns has from its beginning. */
export const isLoopback = ({ link_type }: Link): boolean => link_type === 'loopback';
