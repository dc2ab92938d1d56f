import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const manifest = JSON.parse(read('package.json'));
const strings: Record<string, string> = JSON.parse(read('package.nls.json'));

describe('package.json', () => {
  it('names only strings that package.nls.json has, and uses all of them', () => {
    const named = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    expect([...new Set(named)].sort()).toEqual(Object.keys(strings).sort());
  });

  it('names only files that are there', () => {
    const text = JSON.stringify(manifest.contributes) + JSON.stringify({ icon: manifest.icon });
    const files = [...text.matchAll(/"(?:\.\/)?((?:media|snippets)\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(files.length).toBeGreaterThan(8);
    expect(files.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  it('opens .md files as notebooks only on request', () => {
    const [netlab, markdown] = manifest.contributes.notebooks;
    expect([netlab.priority, netlab.selector]).toEqual(['default', [{ filenamePattern: '*.netlab' }]]);
    expect([markdown.priority, markdown.selector]).toEqual(['option', [{ filenamePattern: '*.md' }]]);
  });

  it('declares limited use without trust, none in virtual workspaces, and no activation of its own', () => {
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
    expect(manifest.capabilities.virtualWorkspaces.supported).toBe(false);
    expect(manifest.extensionKind).toEqual(['workspace']);
    // A diagram that was open comes back after a reload; all else activates by its contribution.
    expect(manifest.activationEvents).toEqual(['onWebviewPanel:netlab.diagram']);
  });

  it('keeps commands that run cells from an untrusted workspace', () => {
    const commands: { command: string; enablement?: string }[] = manifest.contributes.commands;
    const guarded = commands.filter(({ enablement }) => enablement?.includes('isWorkspaceTrusted'));
    expect(guarded.map(({ command }) => command)).toEqual(
      expect.arrayContaining(['netlab.restart', 'netlab.runCellAgain']),
    );
  });
});

describe("the extension's page", () => {
  const page = read('docs/extension-page.md');

  it('page-of-the-checkout: has no link or picture that needs the checkout, and does not begin with npm', () => {
    const targets = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !target.startsWith('https://'))).toEqual([]);
    expect(page).not.toMatch(/\bnp[mx] /);
  });

  it('names commands by the titles that they have', () => {
    const titles: string[] = manifest.contributes.commands.map(
      ({ title }: { title: string }) => strings[title.slice(1, -1)],
    );
    const named = [...page.matchAll(/\*\*Netlab: ([^*]+)\*\*/g)].map(([, title = '']) => title);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((title) => !titles.includes(title))).toEqual([]);
    expect(page).toContain(strings['walkthrough.title']);
  });
});

describe('l10n', () => {
  it('has every message of the sources (npx vitest run -u writes them)', async () => {
    const folder = new URL('src/', root);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const messages: string[] = [];
    for (const name of files) {
      const source = readFileSync(new URL(name, folder), 'utf8');
      if (name.startsWith('editor/')) messages.push(...literalsOf(source));
      // The core says things by codes; a table of words that nobody exports would stay English.
      const tables = [...source.matchAll(/^(?:export )?const (\w+_(?:WORDS|TEXTS)) = /gm)].map(
        ([, table = '']) => table,
      );
      const used = [...source.matchAll(/\bsayFrom\((\w+)\)/g)].map(([, table = '']) => table);
      expect(used.filter((table) => !tables.includes(table))).toEqual([]);
      if (tables.length === 0) continue;
      const module: Record<string, Readonly<Record<string, string>>> = await import(new URL(name, folder).href);
      for (const table of tables) messages.push(...Object.values(module[table] ?? {}));
      expect(used.filter((table) => module[table] === undefined)).toEqual([]);
    }
    const bundle = Object.fromEntries([...new Set(messages)].sort().map((message) => [message, message]));
    expect(messages.length).toBeGreaterThan(50);
    await expect(`${JSON.stringify(bundle, null, 2)}\n`).toMatchFileSnapshot('../../../l10n/bundle.l10n.json');
  });
});

/** What is said by a literal: `t('…')`. */
function literalsOf(source: string): string[] {
  const literals = [...source.matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g)];
  return literals.map(([, message = '']) => message.replace(/\\(.)/g, '$1'));
}
