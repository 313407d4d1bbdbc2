import fs from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');

/** A folder of its own from which the installed packages are found, as in a project that uses them. */
export class OutsideFolder {
  readonly path: string;

  constructor() {
    fs.mkdirSync(path.join(root, '.cache'), { recursive: true });
    this.path = fs.mkdtempSync(path.join(root, '.cache', 'outside-'));
  }

  write(name: string, text: string): void {
    const file = path.join(this.path, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }

  read(name: string): string {
    return fs.readFileSync(path.join(this.path, name), 'utf8');
  }

  /** Installs a second copy of a package of this repository here, with the dependencies that npm keeps beside it. */
  installCopy(name: string): void {
    const from = path.join(root, 'packages', name);
    const to = path.join(this.path, 'node_modules/@rapport', name);
    for (const part of ['package.json', 'dist', 'node_modules']) {
      const source = path.join(from, part);
      if (fs.existsSync(source)) fs.cpSync(source, path.join(to, part), { recursive: true });
    }
  }

  remove(): void {
    fs.rmSync(this.path, { recursive: true, force: true });
  }
}
