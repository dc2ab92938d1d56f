import type { PageTexts } from './texts.ts';

export interface PageParts {
  /** Addresses, as the page may load them, of the script. */
  readonly script: string;
  /** Fresh and random for each page. */
  readonly nonce: string;
  /** BCP 47, as 'en'. */
  readonly language?: string;
  /** Translations of the texts that the page has in English. */
  readonly texts?: Partial<PageTexts>;
}

/**
 * The page that a panel shows. It can load nothing but its own script: no address outside is ever asked.
 * `style-src 'unsafe-inline'` is for Mermaid, which measures with styles of its own; `img-src data:` is for the PNG, which
 * is rendered from the picture's own text.
 */
export function pageHtml({ script, nonce, language = 'en', texts = {} }: PageParts): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; img-src data:`;
  return `<!DOCTYPE html>
<html lang="${inAttribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Netlab diagram</title>
</head>
<body data-texts="${inAttribute(JSON.stringify(texts))}">
<script nonce="${nonce}" src="${inAttribute(script)}"></script>
</body>
</html>
`;
}

const inAttribute = (text: string) => text.replace(/[&"<>]/g, (character) => `&#${character.codePointAt(0)};`);
