// The diagram's web page: draws what the editor sends and tells it what was clicked.
import type { Action, Deed, FromPage, Item, PageState, Start, ToPage } from '../../src/diagram/messages.ts';
import { fillCard, placeCard } from './card.ts';
import { make } from './dom.ts';
import { Dragging } from './dragging.ts';
import { Drawing } from './drawing.ts';
import { fillEmpty } from './empty.ts';
import { GHOST_MS } from './fading.ts';
import { Finder } from './finder.ts';
import { isWay, nearest, type Way } from './keyboard.ts';
import { legend } from './legend.ts';
import { markMenus, openMenu } from './menu.ts';
import { Notices } from './notices.ts';
import pageCss from './page.css';
import pictureCss from './picture.css';
import { Rates } from './rates.ts';
import { png, standaloneSvg } from './save.ts';
import { TEXTS } from './texts.ts';
import { Told } from './told.ts';
import { toolbar } from './toolbar.ts';
import { PanZoom } from './view.ts';
import wayCss from './way.css';
import { WayLayer } from './way.ts';
import wayPictureCss from './way-picture.css';

const vscode = acquireVsCodeApi();
const send = (message: FromPage) => vscode.postMessage(message);
// Only this page has ever set it.
let state = (vscode.getState() ?? {}) as PageState;
const remember = (change: { [K in keyof PageState]: PageState[K] | undefined }) => {
  state = JSON.parse(JSON.stringify({ ...state, ...change }));
  vscode.setState(state);
};

document.head.append(make('style', {}, pictureCss, wayPictureCss, pageCss, wayCss));

const title = make('span', { class: 'title' }, 'Netlab');
const picture = make('div', { class: 'picture' });
const scratch = make('div', { class: 'picture drawing', 'aria-hidden': 'true' });
const partly = make('div', { class: 'note partly' }, TEXTS.partly);
const news = make('div', { class: 'spoken', 'aria-live': 'polite' });
const outline = make('ul', { class: 'spoken', 'aria-label': TEXTS.outline });
const marks = legend();
const told = new Told();
const empty = make('div', { class: 'empty' });
const card = make('aside', { class: 'card', 'aria-label': TEXTS.about });
const stage = make('main', {
  class: 'stage',
  tabindex: '0',
  'aria-label': TEXTS.stage,
});

const panZoom = new PanZoom(stage, picture, state.view, (view) => remember({ view }));
const start = (how: Start) => send({ type: 'start', how });
const drawing = new Drawing(picture, scratch, (size) => panZoom.wholeAt(size));
const rates = new Rates(picture);
const finder = new Finder({
  drawing,
  show: ({ key }) => zoomTo(drawing.element(key)),
  goTo: ({ key }) => {
    panZoom.keep();
    goTo(drawing.element(key));
  },
  unfold: ({ key }, member) => send({ type: 'act', action: 'unfold', key, member }),
  back: () => panZoom.goBack(),
  leave: close,
});
const way = new WayLayer({
  drawing,
  picture,
  step: (at) => send({ type: 'step', step: at }),
  clear: clearWay,
  goTo,
});
const dragging = new Dragging(drawing, panZoom, (places) => remember({ places }));
drawing.moved = () => way.draw();
if (state.places) drawing.put(state.places);
const notices = new Notices(start);
stage.append(picture, scratch, empty, finder.said, partly, told.element, card, news, outline, way.list);
let selected: string | undefined = state.selected;
/** The fold that was clicked, and where it was then. */
let clicked: { readonly key: string; readonly stood: DOMRect } | undefined;
let waiting: Extract<ToPage, { type: 'show' }> | undefined;
let busy = false;

const deeds = {
  zoomIn: () => panZoom.zoom(1.25),
  zoomOut: () => panZoom.zoom(1 / 1.25),
  fit: () => {
    dragging.undo();
    panZoom.fit();
  },
  turn: () => {
    // What was asked for last may not be drawn yet.
    const direction = (state.direction ?? drawing.direction) === 'TB' ? 'LR' : 'TB';
    remember({ direction });
    dragging.undo();
    send({ type: 'turn', direction });
  },
  legend: () => {
    marks.hidden = !marks.hidden;
    remember({ legend: !marks.hidden });
  },
  rates: () => {
    remember({ rates: state.rates !== true });
    askForRates();
  },
  copy: () => send({ type: 'copy' }),
  insert: () => send({ type: 'insert' }),
  svg: () => save('svg'),
  png: () => save('png'),
  showAll: () => send({ type: 'showAll' }),
  menu: (at: HTMLElement) => openMenu(stage, at),
} satisfies Readonly<Record<Deed, () => void>> & Readonly<Record<string, unknown>>;
// Cut, Copy and Paste are nothing here.
document.body.dataset['vscodeContext'] = JSON.stringify({ preventDefaultContextMenuItems: true });
marks.hidden = state.legend === false;
const { bar, showAll, rates: ratesButton } = toolbar(title, finder.input, deeds);
document.body.append(bar, make('div', {}, notices.element, way.bar), stage, marks);
markMenus(stage, drawing);
const cardActions = {
  act,
  close,
  step: (at: number) => send({ type: 'step', step: at }),
  menu: (key: string, at: HTMLElement) => openMenu(drawing.element(key), at),
};
select(undefined);

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.type === 'do') void deeds[data.deed]();
  else if (data.type === 'told') told.say(data.text);
  else if (data.type === 'rates') showRates(data);
  else if (data.type === 'select') {
    remember({ selected: data.key });
    select(data.key);
    goTo(drawing.element(data.key));
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
  notices.show(shown);
  if (shown.context) stage.dataset['vscodeContext'] = JSON.stringify(shown.context);
  else delete stage.dataset['vscodeContext'];
  fillEmpty(empty, shown.empty, start);
  stage.classList.toggle('lost', shown.lost !== undefined);
  showAll.hidden = shown.focus === undefined;
  if (shown.focus !== undefined) title.textContent = `${shown.title}: ${shown.focus}`;
  title.title = title.textContent;
  try {
    outline.classList.remove('instead');
    const focused = drawing.itemOf(document.activeElement)?.key;
    const anew = await drawing.show(shown, changed, state.direction === undefined);
    if (anew) panZoom.settle(drawing.haunted);
    if (anew) holdClicked();
    // What is gone keeps its room until it has faded.
    if (anew && drawing.haunted) setTimeout(() => panZoom.settle(), GHOST_MS);
    if (anew && focused !== undefined) drawing.element(focused)?.focus({ preventScroll: true });
    if (drawing.isPlain) notices.add(TEXTS.drawnPlainly);
  } catch (error) {
    drawing.clear();
    notices.add(TEXTS.notDrawn);
    outline.classList.add('instead');
    send({ type: 'failed', why: String(error) });
  }
  drawing.markRecent(shown.recent ?? [], TEXTS.markRecent);
  way.show(shown.way, shown.moves === true && shown.lost === undefined);
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
  fillCard(card, item, cardActions, item && rates.of(item.key), item ? way.stepsAt(item.key) : []);
  placeCard(card, stage, drawing.element(item?.key));
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

function clearWay(): void {
  if (!way.isShown) return;
  way.show(undefined, false);
  send({ type: 'clearWay' });
  select(selected);
  stage.focus();
}

/** They are read only while somebody sees them. */
function askForRates(): void {
  const on = state.rates === true;
  ratesButton.setAttribute('aria-pressed', `${on}`);
  if (!on) showRates({ lines: [], things: [] });
  send({ type: 'rates', on: on && document.visibilityState === 'visible' });
}

function showRates({ lines, things }: Pick<Extract<ToPage, { type: 'rates' }>, 'lines' | 'things'>): void {
  // One that was on its way when they were switched off.
  const on = state.rates === true;
  rates.show(on ? lines : [], on ? things : [], (id) => drawing.line(id));
  select(selected);
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

function moveByKey(event: KeyboardEvent, item: Item, way: Way): void {
  news.textContent = dragging.byKey(item, way) ?? '';
  const element = drawing.element(item.key);
  if (element) panZoom.show(element);
  // The editor would go back to the last file.
  event.preventDefault();
  event.stopPropagation();
}

function goTo(element: Element | undefined): void {
  if (!(element instanceof SVGElement)) return;
  element.focus({ preventScroll: true });
  panZoom.show(element);
}

function zoomTo(element: SVGElement | undefined): void {
  if (!element) return;
  panZoom.zoomTo(element);
}

const KEYS: Readonly<Record<string, () => void>> = {
  '+': deeds.zoomIn,
  '=': deeds.zoomIn,
  '-': deeds.zoomOut,
  '0': deeds.fit,
  '/': () => finder.input.focus(),
  // What lies above goes first.
  Escape: () => (selected === undefined && finder.input.value === '' && way.isShown ? clearWay() : close()),
};

stage.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey) return;
  const item = drawing.itemOf(document.activeElement);
  if (event.altKey) {
    if (item && isWay(event.key)) moveByKey(event, item, event.key);
    return;
  }
  const nodes = picture.querySelectorAll('.node[role]');
  if (isWay(event.key)) {
    const from = item && document.activeElement instanceof SVGElement ? document.activeElement : undefined;
    goTo(from ? nearest(from, nodes, event.key) : nodes[0]);
  } else if (event.key === 'b') {
    const box = drawing.items.find((one) => one.shape === 'box' && one.id === item?.box);
    goTo(drawing.element(box?.key));
  } else if ((event.key === 'Enter' || event.key === ' ') && item) open(item);
  else if (KEYS[event.key]) KEYS[event.key]?.();
  else return;
  event.preventDefault();
});

document.addEventListener('visibilitychange', askForRates);
send({ type: 'ready', state });
askForRates();
