import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import type { TrustedDocuments } from './trusted-documents.ts';

/** As Apollo writes the keys of automatic persisted queries. */
const KEY_PREFIX = 'apq:';

/** Operations that a request names by their hash. */
export class Documents {
  readonly trustedOnly: boolean;
  /** Automatic persisted queries, the same for every schema; Apollo adds those that pass its checks. */
  readonly persisted = new InMemoryLRUCache();
  private readonly trusted: TrustedDocuments;

  constructor(trusted: TrustedDocuments, trustedOnly: boolean) {
    this.trusted = trusted;
    this.trustedOnly = trustedOnly;
  }

  findTrusted(hash: string): string | undefined {
    return this.trusted.get(hash);
  }

  async find(hash: string): Promise<string | undefined> {
    const trusted = this.trusted.get(hash);
    return trusted !== undefined || this.trustedOnly ? trusted : this.persisted.get(KEY_PREFIX + hash);
  }
}
