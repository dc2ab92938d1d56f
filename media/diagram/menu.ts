import type { Drawing } from './drawing.ts';

/**
 * Opens the menu of an element at a place. The menu is the editor's own, so that it looks, and is read and used by keys, as
 * all its menus are: it comes when a `contextmenu` event reaches the window, and asks the element's `data-vscode-context`.
 */
function openMenuAt(element: Element | undefined, clientX: number, clientY: number): void {
  element?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX, clientY }));
}

/** The same below a button. */
export function openMenu(element: Element | undefined, at: Element): void {
  const { left, bottom } = at.getBoundingClientRect();
  openMenuAt(element, left, bottom);
}

/** So near to a line, in px, it is meant. */
const NEAR = 5;

/** What a menu is about is marked. A line has the menu of its end that is nearer to the pointer: that link is at hand there. */
export function markMenus(stage: HTMLElement, drawing: Drawing): void {
  stage.addEventListener(
    'contextmenu',
    (event) => {
      // By key, or from a button, the event has no place of its own. Control and a click are a right click on a Mac.
      const isPointer = event.isTrusted && (event.button === 2 || event.ctrlKey);
      const line = isPointer ? lineAt(event) : undefined;
      const end = line && drawing.endOf(line, event);
      const key = (end && drawing.itemOf(end)?.key) ?? drawing.itemOf(event.target)?.key;
      if (key !== undefined) drawing.select(key);
      if (!end) return;
      event.preventDefault();
      event.stopPropagation();
      openMenuAt(end, event.clientX, event.clientY);
    },
    { capture: true },
  );
}

function lineAt({ clientX, clientY }: MouseEvent): SVGPathElement | undefined {
  const around = [0, -NEAR, NEAR].flatMap((dx) => [0, -NEAR, NEAR].map((dy) => [clientX + dx, clientY + dy] as const));
  const found = around.map(([x, y]) => document.elementFromPoint(x, y));
  if (found[0]?.closest('.node')) return undefined;
  return found.find((one): one is SVGPathElement => one instanceof SVGPathElement && one.matches('.flowchart-link'));
}
