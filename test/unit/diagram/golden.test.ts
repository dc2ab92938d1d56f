import { describe, expect, test } from 'vitest';
import { diagram } from '../../../src/diagram/diagram.ts';
import { needs } from '../../needs.ts';
import { CORPUS, fixtures, readFixture } from './corpus.ts';
import { LAB_STEPS, labAt } from './lab-steps.ts';

describe('the lab, chapter by chapter', () => {
  test.for(Object.entries(LAB_STEPS))('%s', async ([name, progress]) => {
    const { text } = diagram(labAt(progress));
    await expect(text).toMatchFileSnapshot(`golden/lab/${name.replaceAll(' ', '-')}.mmd`);
  });
});

needs(fixtures().length > 0, 'recorded networks in ../shared').describe(`recorded networks (${CORPUS})`, () => {
  test.for(fixtures())('%s', async (name) => {
    const { text } = diagram(readFixture(name));
    await expect(text).toMatchFileSnapshot(`golden/recorded/${name}.mmd`);
  });
});
