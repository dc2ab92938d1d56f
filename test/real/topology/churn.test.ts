import { expect, test } from 'vitest';
import { SEED } from '../../fast-check.ts';
import { sandbox } from '../hosts/support.ts';
import { churn } from './churn.ts';

test('20 seconds of random changes: the live model is what a fresh snapshot is, every time', async () => {
  const host = await sandbox({ internet: 'none' });
  expect(await churn(host, 20, SEED)).toBeGreaterThan(100);
});
