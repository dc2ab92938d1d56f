import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/command.ts';
import { Dirty } from '../../src/discovery/what-to-read.ts';
import { isReadOnly } from '../../src/guard/read-only.ts';
import { risksOf } from '../../src/guard/risks-of-text.ts';
import { findHost, hostIdOf, makeCatalog } from '../../src/hosts/catalog.ts';
import { readHostEntries } from '../../src/hosts/hosts-setting.ts';
import { findNoCommand } from '../../src/import/signs.ts';
import { parseInfo } from '../../src/notebook/attributes.ts';
import { readFrontMatter } from '../../src/notebook/front-matter.ts';
import { parseNotebook } from '../../src/notebook/notebook.ts';
import { operandAfter } from '../../src/shell/operands.ts';

/** What every object has, whoever made it. */
const NAMES = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'length'];

describe.each(NAMES)('prototype-member: %s is a word like any other', (name) => {
  test('on the command line', () => {
    const commands = [
      [name],
      ['run', 'x', `--${name}`],
      ['run', 'x', '--format', name],
      ['run', 'x', '--cell-timeout', name],
    ];
    for (const args of [...commands, ['topology', name], ['topology', '--format', name], [name, '--yes']])
      expect(() => parseCommand(args), args.join(' ')).toThrow(UsageError);
    expect(parseCommand(['run', name, '--host', name])).toMatchObject({ file: name, where: { host: name } });
    expect(parseCommand(['doctor', name])).toMatchObject({ kind: 'doctor', files: [name] });
  });

  test('in an info string and in front matter', () => {
    const unknown = { code: 'unknown-attribute', args: [name] };
    expect(parseInfo(`sh {${name}=x}`)).toMatchObject({ language: 'sh', warnings: [unknown] });
    expect(parseInfo(`sh {"${name}":"x"}`).warnings).toMatchObject([unknown]);
    expect(parseInfo(`sh {host=${name} netns=${name} name=${name}}`).attributes).toMatchObject({
      host: name,
      netns: name,
      name,
    });
    for (const key of ['expect', 'timeout', 'background'])
      expect(parseInfo(`sh {${key}=${name}}`).attributes.invalid?.args).toEqual([key, name]);
    expect(readFrontMatter(`${name}: x\nnetlab: { ${name}: y, host: ${name} }`)).toMatchObject({
      settings: { host: name },
      warnings: [{ what: { code: 'unknown-setting', args: [name] } }],
    });
    expect(readFrontMatter(`netlab: { internet: ${name} }`).settings.invalid).toMatchObject({
      args: [{ code: 'not-internet' }],
    });
    const { cells } = parseNotebook(new TextEncoder().encode(`\`\`\`${name}\nx\n\`\`\`\n`), { dialect: 'netlab' });
    expect(cells.map(({ kind }) => kind)).toEqual(['markdown']);
  });

  test('as a host', () => {
    const catalog = makeCatalog({ sshNames: [name] });
    expect(findHost(makeCatalog(), name)).toBeUndefined();
    expect(hostIdOf(makeCatalog(), name)).toBe(name);
    expect(findHost(catalog, name)).toMatchObject({ id: `ssh:${name}`, sandbox: false });
    expect(readHostEntries(JSON.parse(`[{"name":"a","${name}":1}]`)).problems).toEqual([
      expect.stringContaining(`there is no ${JSON.stringify(name)}`),
    ]);
  });

  test('as a program', () => {
    for (const text of [name, `sudo ${name} -n`, `ip ${name}`, `ip link ${name}`, `nft ${name}`, `sysctl --${name}`])
      expect([text, isReadOnly(text), risksOf(text), findNoCommand(text)]).toEqual([text, false, [], undefined]);
    expect(operandAfter([name, 'x'], undefined)).toEqual({ sort: undefined, netns: undefined });
    expect(operandAfter(['ip', name, name], undefined).sort).toBeUndefined();
  });

  test('as what a host says', () => {
    const dirty = new Dirty();
    dirty.add({ nsid: 1, kinds: [name] });
    expect(dirty.take().parts.size).toBe(0);
  });
});
