declare module '*.css' {
  const text: string;
  export default text;
}

/** What VS Code gives a webview once (https://code.visualstudio.com/api/extension-guides/webview). */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};
