import { expect, test } from 'vitest';
import { lacks } from '../../../src/doctor/lacks.ts';
import { programsInstalled, programsRun } from '../../../src/lint/missing-programs.ts';
import { inWords } from '../../../src/words.ts';

test.each<[programs: string[], missing: string[], distribution: string[], shown: string, install: string]>([
  [['ip', 'brctl', 'ab'], ['brctl', 'ab'], ['debian'], '-ab -brctl +ip', 'sudo apt install apache2-utils bridge-utils'],
  // One package is installed once.
  [['dig', 'nslookup'], ['dig', 'nslookup'], ['ubuntu', 'debian'], '-dig -nslookup', 'sudo apt install bind9-dnsutils'],
  [['brctl'], ['brctl'], ['fedora'], '-brctl', 'Install brctl. On Debian: sudo apt install bridge-utils'],
  [['ip'], [], ['debian'], '+ip', ''],
  [['pipework', 'nano'], ['pipework', 'nano'], ['debian'], '-nano -pipework', 'sudo apt install nano'],
  [['pipework'], ['pipework'], ['debian'], '-pipework', ''],
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

test('unnamed-program: those of tutorials that have no package, or are no tool of networks, are named as well', () => {
  const texts = [
    'sudo pipework br1 web 10.0.0.1/24',
    'sudo nano notes; vi notes',
    'yum install bridge-utils; vagrant up',
    './pipework',
  ];
  expect([...programsRun(texts)].toSorted()).toEqual(['nano', 'pipework', 'sudo', 'vagrant', 'vi', 'yum']);
  expect([...programsRun(['./pipework br1'])]).toEqual([]);
});
