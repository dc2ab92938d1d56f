export interface PageParts {
  /** Addresses, as the page may load them, of the script. */
  readonly script: string;
  /** Fresh and random for each page. */
  readonly nonce: string;
}

/**
 * The page that a panel shows. It can load nothing but its own script: no address outside is ever asked.
 * `style-src 'unsafe-inline'` is for Mermaid, which measures with styles of its own; `img-src data:` is for the PNG, which
 * is painted from the picture's own text.
 */
export function pageHtml({ script, nonce }: PageParts): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; img-src data:`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Netlab diagram</title>
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
