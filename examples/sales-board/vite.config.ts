import { defineConfig } from 'vite';

export default defineConfig({
  // It may stand in any folder of a site.
  base: './',
  oxc: { jsx: { importSource: 'preact' } },
});
