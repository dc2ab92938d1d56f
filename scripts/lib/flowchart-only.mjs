// Leaves out of a bundle what Mermaid loads for other diagrams than flowcharts, and layouts other than dagre.

const KEPT = /(flowDiagram|dagre|sizeCapture)-[A-Z0-9]+\.mjs$/;

/** @type {import('esbuild').Plugin} Mermaid's parts are dynamic imports; those that no flowchart asks for become empty. */
export const flowchartOnly = {
  name: 'flowchart-only',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ kind, path, importer }) =>
      kind === 'dynamic-import' && importer.includes('mermaid') && !KEPT.test(path)
        ? { path, namespace: 'left-out', sideEffects: false }
        : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: 'export default undefined;' }));
  },
};
