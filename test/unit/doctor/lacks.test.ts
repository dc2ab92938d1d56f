import { expect, test } from 'vitest';
import { lacks } from '../../../src/doctor/lacks.ts';
import { programsInstalled } from '../../../src/lint/missing-programs.ts';
import { inWords } from '../../../src/words.ts';

test.each<[programs: string[], missing: string[], distribution: string[], shown: string, install: string]>([
  [['ip', 'brctl', 'ab'], ['brctl', 'ab'], ['debian'], '-ab -brctl +ip', 'sudo apt install apache2-utils bridge-utils'],
  // One package is installed once.
  [['dig', 'nslookup'], ['dig', 'nslookup'], ['ubuntu', 'debian'], '-dig -nslookup', 'sudo apt install bind9-dnsutils'],
  [['brctl'], ['brctl'], ['fedora'], '-brctl', 'Install brctl. On Debian: sudo apt install bridge-utils'],
  [['ip'], [], ['debian'], '+ip', ''],
  [[], [], ['debian'], '', ''],
])('%j without %j', (programs, missing, distribution, shown, install) => {
  const found = lacks(programs, new Set(missing), distribution);
  expect(found.programs.map(({ isThere, program }) => `${isThere ? '+' : '-'}${program}`).join(' ')).toBe(shown);
  expect(inWords(found.install ?? '')).toBe(install);
});

test('what a text installs, its author needs', () => {
  const texts = ['sudo apt-get -y install haproxy constructor kmod', 'apt remove nmap; echo apt install mtr'];
  expect(programsInstalled(texts)).toEqual(['haproxy', 'modprobe', 'lsmod']);
});
