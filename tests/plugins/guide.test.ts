import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, demoEnv, RapportProcess, temporaryHome } from '../product/rapport-process.ts';
import { type Block, blocksOf } from '../readme/readme.ts';
import { OutsideFolder } from './outside-folder.ts';

const START = /^RAPPORT_PLUGINS=(\S+) npx rapport start$/m;

/** Someone who follows docs/plugins.md from the first block to the last, in a folder of his own. */
class Vendor {
  readonly folder = new OutsideFolder();
  readonly place = temporaryHome();
  private product: RapportProcess | undefined;
  private url = '';
  /** What the last `rapport migration draft` printed. */
  private draft = '';
  private customerId = '';

  async follow({ language, label, text }: Block): Promise<void> {
    if (language === 'sh') await this.run(text);
    else if (language === 'graphql') await this.askProduct(text, label.replace(/^plugin ?/, ''));
    else if (language === 'diff') this.patch(label, text);
    else this.write(label, text);
  }

  private write(file: string, text: string): void {
    if (file.includes('/migrations/')) {
      expect(this.draft).not.toBe('');
      expect(text).toContain(`sql: \`\n${this.draft}\n`);
    }
    this.folder.write(file, text);
  }

  private patch(file: string, diff: string): void {
    const lines = diff.trimEnd().split('\n');
    const side = (omitted: string) =>
      lines.flatMap((line) => (line.startsWith(omitted) ? [] : [`${line.slice(1)}\n`])).join('');
    const before = this.folder.read(file);
    expect(before.split(side('+'))).toHaveLength(2);
    this.folder.write(
      file,
      before.replace(side('+'), () => side('-')),
    );
  }

  private async run(commands: string): Promise<void> {
    await this.stop();
    const { status, stdout, stderr } = this.shell(commands.replace(START, ''));
    expect({ status, stderr: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, stderr: '' });
    if (commands.includes('migration draft')) this.draft = stdout.slice(stdout.search(/^(create|alter) /m)).trimEnd();
    const plugins = START.exec(commands)?.[1];
    if (plugins) await this.start(plugins);
  }

  shell(commands: string) {
    const { RAPPORT_TEST_POSTGRES: _ofThisRun, ...environment } = process.env;
    return spawnSync('bash', ['-e', '-c', commands], {
      cwd: this.folder.path,
      env: {
        ...environment,
        PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`,
        RAPPORT_HOME: this.place.home,
      },
      encoding: 'utf8',
    });
  }

  async start(plugins: string): Promise<void> {
    this.product = new RapportProcess({ RAPPORT_HOME: this.place.home, RAPPORT_PLUGINS: plugins }, this.folder.path);
    this.url = await this.product.url();
  }

  async askProduct(text: string, variables: string): Promise<unknown> {
    const values = JSON.parse(variables.replace('cus_...', this.customerId) || '{}') as object;
    const { body } = await ask(this.url, demoEnv(this.place.home).key, text, values);
    expect(body.errors).toBeUndefined();
    const { createCustomer } = (body.data ?? {}) as { createCustomer?: { id: string } };
    this.customerId = createCustomer?.id ?? this.customerId;
    return body.data;
  }

  async stop(): Promise<void> {
    await this.product?.end('SIGTERM');
    this.product = undefined;
  }
}

describe('docs/plugins.md', () => {
  let vendor: Vendor;
  beforeAll(() => {
    vendor = new Vendor();
  });
  afterAll(async () => {
    await vendor.stop();
    vendor.folder.remove();
    vendor.place.remove();
  });

  test.each(
    blocksOf('docs/plugins.md').map((block, index) => [index + 1, block.language, block.label, block] as const),
  )('block %d holds: %s %s', (_number, _language, _label, block) => vendor.follow(block), 60_000);

  test('leads to a plugin whose migrations filled what was there, and whose code answers', async () => {
    await vendor.start('./dist/index.js');
    expect(
      await vendor.askProduct(
        '{ bottles { nodes { label millilitres goodUntil drunkOn customer { name } } } cellarRules { drinkWithin } }',
        '',
      ),
    ).toEqual({
      bottles: {
        nodes: [
          { label: 'Riesling', millilitres: 750, goodUntil: 2027, drunkOn: null, customer: { name: 'Anna Weiß' } },
        ],
      },
      cellarRules: { drinkWithin: 8 },
    });
    await vendor.stop();
  });

  test('leads to a plugin that a program hands over, as docs/configuration.md shows', async () => {
    const [program] = blocksOf('docs/configuration.md').filter(({ label }) => label === 'embed');
    vendor.folder.write('src/program.ts', program?.text ?? '');
    expect(vendor.shell('tsc')).toMatchObject({ status: 0, stdout: '' });
    const child = spawn(process.execPath, ['dist/program.js'], {
      cwd: vendor.folder.path,
      env: { RAPPORT_HOME: vendor.place.home, PORT: '0', LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve) => {
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const found = /^http:\S+$/m.exec(output)?.[0];
        if (found) resolve(found);
      });
    });
    const { body } = await ask(url, demoEnv(vendor.place.home).key, '{ bottles { totalCount } }');
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(body.data).toEqual({ bottles: { totalCount: 1 } });
  });
});
