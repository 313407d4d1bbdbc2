import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromium as executablePath } from '../../tools/optional-programs.ts';

const root = path.join(import.meta.dirname, '../..');
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** A page of `examples/`, built and served as a site would, and a browser to open it in. */
export class ExamplePage {
  readonly origin: string;
  /** What went wrong in any window. */
  readonly problems: string[] = [];
  private readonly folder: string;
  private readonly site: http.Server;
  private readonly browser: Browser;

  private constructor(folder: string, site: http.Server, browser: Browser) {
    this.folder = folder;
    this.site = site;
    this.browser = browser;
    this.origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  }

  static async build(name: string): Promise<ExamplePage> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `rapport-${name}-`));
    const vite = path.join(root, 'node_modules/vite/bin/vite.js');
    execFileSync(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'], {
      cwd: path.join(root, 'examples', name),
    });
    const site = http.createServer((request, response) => {
      const file = path.join(folder, path.normalize(new URL(request.url ?? '/', 'http://site').pathname));
      const found = fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? file : path.join(folder, 'index.html');
      response
        .writeHead(200, { 'content-type': `${TYPES[path.extname(found)]}; charset=utf-8` })
        .end(fs.readFileSync(found));
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    return new ExamplePage(folder, site, await chromium.launch({ ...(executablePath && { executablePath }) }));
  }

  /** A window of its own, with a session of its own, in which somebody has signed in with a key. */
  async window(url: string, key: string, height: number): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1120, height } });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.problems.push(error.message));
    await page.goto(this.origin);
    await page.fill('[name=url]', url);
    await page.fill('[name=key]', key);
    await page.click('.sign-in button[type=submit]');
    return page;
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.site.close();
    fs.rmSync(this.folder, { recursive: true });
  }
}

/** Reads until it holds, and gives what was read. */
export async function until<Value>(read: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether the pictures of the README are to be taken anew. */
export const takesPictures = Boolean(process.env.EXAMPLE_PICTURES);

export async function takePicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(root, 'docs/images', `${name}.png`) });
}
