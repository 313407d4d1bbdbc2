import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type ArrivedFile, type FileStore, RapportError } from '@rapport/kernel';
import { AwsClient } from 'aws4fetch';

export interface S3Options {
  /** Address of the service: `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const TIMEOUT_MS = 60_000;

/** Files in a store of objects that understands S3. */
export class S3FileStore implements FileStore {
  private readonly options: S3Options;
  private readonly client: AwsClient;

  constructor(options: S3Options) {
    this.options = options;
    const { region, accessKeyId, secretAccessKey } = options;
    // Whoever calls tries again; a body that was sent cannot be sent twice.
    this.client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  }

  async put(key: string, file: ArrivedFile): Promise<void> {
    const body = Readable.toWeb(file.read()) as ReadableStream<Uint8Array>;
    const headers = { 'content-length': String(file.size), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const init = { method: 'PUT', headers, body, duplex: 'half' };
    await this.ask(key, init as RequestInit);
  }

  async get(key: string): Promise<Readable> {
    const { body } = await this.ask(key, { method: 'GET' });
    return body ? Readable.fromWeb(body as ReadableStream<Uint8Array>) : Readable.from([]);
  }

  async delete(key: string): Promise<void> {
    await this.ask(key, { method: 'DELETE' });
  }

  private async ask(key: string, init: RequestInit): Promise<Response> {
    const { endpoint, bucket } = this.options;
    const url = `${endpoint.replace(/\/$/, '')}/${bucket}/${key}`;
    const signed = await this.client.sign(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const response = await fetch(signed);
    if (response.ok) return response;
    await response.body?.cancel();
    if (response.status === 404 && init.method === 'GET')
      throw new RapportError('FILE_MISSING', 'The store has no such file.');
    if (response.status === 404 && init.method === 'DELETE') return response;
    throw new Error(`The store of files answers ${response.status} to ${init.method}.`);
  }
}
