// The diagram's web page: draws what the editor sends and tells it what was clicked.
import type { Action, FromPage, Item, PageState, ToPage } from '../../src/diagram/messages.ts';
import { fillCard } from './card.ts';
import { button, make } from './dom.ts';
import { Drawing } from './drawing.ts';
import { GHOST_MS } from './fading.ts';
import { Finder } from './finder.ts';
import { isWay, nearest } from './keyboard.ts';
import { legend } from './legend.ts';
import pageCss from './page.css';
import pictureCss from './picture.css';
import { png, standaloneSvg } from './save.ts';
import { TEXTS } from './texts.ts';
import { PanZoom } from './view.ts';

const vscode = acquireVsCodeApi();
const send = (message: FromPage) => vscode.postMessage(message);
// Only this page has ever set it.
let state = (vscode.getState() ?? {}) as PageState;
const remember = (change: { [K in keyof PageState]: PageState[K] | undefined }) => {
  state = JSON.parse(JSON.stringify({ ...state, ...change }));
  vscode.setState(state);
};

document.head.append(make('style', {}, pictureCss, pageCss));

const title = make('span', { class: 'title' }, 'Netlab');
const picture = make('div', { class: 'picture' });
const scratch = make('div', { class: 'picture drawing', 'aria-hidden': 'true' });
const problem = make('div', { class: 'problem', role: 'status' });
const hidden = make('div', {});
const partly = make('div', { class: 'note partly' }, TEXTS.partly);
const news = make('div', { class: 'spoken', 'aria-live': 'polite' });
const outline = make('ul', { class: 'spoken', 'aria-label': TEXTS.outline });
const marks = legend();
const card = make('aside', { class: 'card', 'aria-label': TEXTS.about });
const stage = make('main', {
  class: 'stage',
  tabindex: '0',
  'aria-label': TEXTS.stage,
});

const panZoom = new PanZoom(stage, picture, state.view, (view) => remember({ view }));
const drawing = new Drawing(picture, scratch, (size) => panZoom.wholeAt(size));
const finder = new Finder({
  drawing,
  goTo: ({ key }) => goTo(drawing.element(key)),
  unfold: ({ key }, member) => send({ type: 'act', action: 'unfold', key, member }),
  leave: close,
});
const say = make('div', { class: 'say' }, problem, hidden);
stage.append(picture, scratch, finder.said, partly, news, outline);
let selected: string | undefined = state.selected;
/** The fold that was clicked, and where it was then. */
let clicked: { readonly key: string; readonly stood: DOMRect } | undefined;
let waiting: Extract<ToPage, { type: 'show' }> | undefined;
let busy = false;

const toggleLegend = () => {
  marks.hidden = !marks.hidden;
  remember({ legend: !marks.hidden });
};
marks.hidden = state.legend === false;
const showAll = button(TEXTS.showAll, TEXTS.showAllTitle, () => send({ type: 'showAll' }));
showAll.hidden = true;
const turn = button('⤢', TEXTS.turnTitle, () => {
  const direction = drawing.direction === 'TB' ? 'LR' : 'TB';
  remember({ direction });
  send({ type: 'turn', direction });
});
document.body.append(
  make(
    'nav',
    { class: 'bar', 'aria-label': TEXTS.diagram },
    title,
    showAll,
    finder.input,
    button('−', TEXTS.zoomOut, () => panZoom.zoom(1 / 1.25)),
    button('+', TEXTS.zoomIn, () => panZoom.zoom(1.25)),
    button(TEXTS.fit, TEXTS.fitTitle, () => panZoom.fit()),
    turn,
    button(TEXTS.legend, TEXTS.legendTitle, toggleLegend),
    button(TEXTS.copy, TEXTS.copyTitle, () => send({ type: 'copy' })),
    button(TEXTS.insert, TEXTS.insertTitle, () => send({ type: 'insert' })),
    button('SVG', TEXTS.svg, () => save('svg')),
    button('PNG', TEXTS.png, () => save('png')),
  ),
  say,
  stage,
  card,
  marks,
);
fillCard(card, undefined, act, close);

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.type === 'export') void save(data.format);
  else if (data.type === 'select') {
    remember({ selected: data.key });
    select(data.key);
    // The card has made the stage smaller, and by then the picture is fitted again.
    requestAnimationFrame(() => requestAnimationFrame(() => goTo(drawing.element(data.key))));
  } else {
    // What is not yet drawn is overtaken by what is newer, but what it changed still stands out.
    const before = waiting;
    waiting = before
      ? { ...data, changed: [...before.changed, ...data.changed], news: [...before.news, ...data.news] }
      : data;
    void drawWaiting();
  }
});

async function drawWaiting(): Promise<void> {
  if (busy) return;
  busy = true;
  for (let next = waiting; next; next = waiting) {
    waiting = undefined;
    await draw(next);
    // A breath for input and paint between two layouts.
    await new Promise((resolve) => setTimeout(resolve));
  }
  busy = false;
}

async function draw({ shown, changed, news: words, serial }: Extract<ToPage, { type: 'show' }>): Promise<void> {
  title.textContent = shown.title;
  title.classList.toggle('real', shown.isReal === true);
  problem.textContent = shown.lost ?? shown.problem ?? '';
  stage.classList.toggle('lost', shown.lost !== undefined);
  hidden.textContent = shown.hidden.join('; ');
  showAll.hidden = shown.focus === undefined;
  if (shown.focus !== undefined) title.textContent = `${shown.title}: ${shown.focus}`;
  try {
    outline.classList.remove('instead');
    const focused = drawing.itemOf(document.activeElement)?.key;
    const anew = await drawing.show(shown, changed, state.direction === undefined);
    if (anew) panZoom.settle(drawing.haunted);
    if (anew) holdClicked();
    // What is gone keeps its room until it has faded.
    if (anew && drawing.haunted) setTimeout(() => panZoom.settle(), GHOST_MS);
    if (anew && focused !== undefined) drawing.element(focused)?.focus({ preventScroll: true });
    if (drawing.isPlain) problem.textContent = [problem.textContent, TEXTS.drawnPlainly].filter(Boolean).join(' ');
  } catch (error) {
    drawing.clear();
    problem.textContent = TEXTS.notDrawn;
    outline.classList.add('instead');
    send({ type: 'failed', why: String(error) });
  }
  finder.update();
  if (words.length > 0) news.textContent = words.slice(0, 5).join('; ');
  const nodes = shown.items.filter(({ kind }) => kind !== 'note');
  outline.replaceChildren(...nodes.map(({ spoken }) => make('li', {}, spoken)));
  select(selected);
  requestAnimationFrame(() => send({ type: 'drawn', serial }));
}

function holdClicked(): void {
  const element = drawing.element(clicked?.key);
  if (element && clicked) panZoom.hold(element, clicked.stood);
  clicked = undefined;
}

function select(key: string | undefined): void {
  selected = key;
  const item = drawing.items.find((one) => one.key === key && one.shape !== 'edge');
  drawing.select(item?.key);
  fillCard(card, item, act, close);
}

function open(item: Item): void {
  remember({ selected: item.key });
  select(item.key);
  const element = drawing.element(item.key);
  if (item.actions.includes('unfold') && element) clicked = { key: item.key, stood: element.getBoundingClientRect() };
  if (item.actions.includes('unfold')) act('unfold', item.key);
  else if (item.actions.includes('reveal')) act('reveal', item.key);
}

function act(action: Action, key: string): void {
  send({ type: 'act', action, key });
}

function close(): void {
  remember({ selected: undefined });
  select(undefined);
  finder.clear();
  stage.focus();
}

async function save(format: 'svg' | 'png'): Promise<void> {
  const svg = standaloneSvg(picture);
  if (svg === undefined) return;
  send({ type: 'save', format, data: format === 'svg' ? svg : await png(svg) });
}

picture.addEventListener('click', ({ target }) => {
  const item = drawing.itemOf(target);
  if (item && item.shape !== 'edge') open(item);
});

function goTo(element: Element | undefined): void {
  if (!(element instanceof SVGElement)) return;
  element.focus({ preventScroll: true });
  panZoom.show(element);
}

const KEYS: Readonly<Record<string, () => void>> = {
  '+': () => panZoom.zoom(1.25),
  '=': () => panZoom.zoom(1.25),
  '-': () => panZoom.zoom(1 / 1.25),
  '0': () => panZoom.fit(),
  '/': () => finder.input.focus(),
  Escape: close,
};

stage.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const item = drawing.itemOf(document.activeElement);
  const nodes = picture.querySelectorAll('.node[role]');
  if (isWay(event.key)) {
    const from = item && document.activeElement instanceof SVGElement ? document.activeElement : undefined;
    goTo(from ? nearest(from, nodes, event.key) : nodes[0]);
  } else if ((event.key === 'Enter' || event.key === ' ') && item) open(item);
  else if (KEYS[event.key]) KEYS[event.key]?.();
  else return;
  event.preventDefault();
});

send({ type: 'ready', state });
