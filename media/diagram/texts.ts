import { PAGE_TEXTS, type PageTexts } from '../../src/diagram/texts.ts';

/** What the page says, in the user's language as far as the panel has handed it over. */
export const TEXTS: PageTexts = { ...PAGE_TEXTS, ...JSON.parse(document.body.dataset['texts'] ?? '{}') };
