/** How commands of a cell see their surroundings: their output is no terminal, so nothing may page, draw or ask. */
export const CELL_ENVIRONMENT = {
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  SYSTEMD_PAGER: 'cat',
  TERM: 'dumb',
  DEBIAN_FRONTEND: 'noninteractive',
} as const;
