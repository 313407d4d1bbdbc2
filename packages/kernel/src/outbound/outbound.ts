import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { RapportError } from '../errors/index.ts';
import { reject } from '../records/kinds/reject.ts';
import { AddressRules } from './address-rules.ts';
import { type LookupAddress, OutboundConnection } from './outbound-connection.ts';
import { OutboundError } from './outbound-error.ts';

export interface OutboundOptions {
  /** Networks besides the public internet to which the server may send, such as `10.1.0.0/16`. */
  readonly allowedNetworks: readonly string[];
  /** Whether addresses may be `http`: in development. */
  readonly plainHttp: boolean;
  /** Finds the addresses of names; the system's name servers when absent. */
  readonly resolver?: Pick<Resolver, 'resolve4' | 'resolve6'>;
}

export const MAX_URL_LENGTH = 2_000;
/** Below are services of the machine; these two are those of the web. */
const FIRST_FREE_PORT = 1_024;
const WEB_PORTS = ['', '80', '443'];
const LOCALHOST = /^(?:.+\.)?localhost\.?$/;

/**
 * Where the server may send what others told it to send (GU31). An address is checked when it is given, to say at once
 * what is wrong with it, and again when it is dialled, which is what counts: names can lead elsewhere by then.
 */
export class Outbound {
  private readonly rules: AddressRules;
  private readonly plainHttp: boolean;
  private readonly resolver: Pick<Resolver, 'resolve4' | 'resolve6'>;

  constructor({ allowedNetworks, plainHttp, resolver }: OutboundOptions) {
    this.rules = new AddressRules(allowedNetworks);
    this.plainHttp = plainHttp;
    // Not the system's own lookup: a name server that does not answer would hold up a thread that files need too.
    this.resolver = resolver ?? new Resolver({ timeout: 2_000, tries: 2 });
  }

  /** The address in its one form. Throws INPUT_INVALID or ADDRESS_REFUSED; `path` names it in the error. */
  readUrl(text: string, path: string): URL {
    if (text.length > MAX_URL_LENGTH) reject(path, `has more than ${MAX_URL_LENGTH} characters.`);
    if (!URL.canParse(text)) reject(path, 'is not an address such as https://example.com/events.');
    const url = new URL(text);
    if (url.hash !== '') reject(path, 'has a part after #, which is never sent.');
    const problem = this.problemOf(url);
    if (problem) throw new RapportError('ADDRESS_REFUSED', `${path}: ${problem}`, { field: path });
    return url;
  }

  /** A way to send to one address again and again. */
  connect(url: string): OutboundConnection {
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (!target || this.problemOf(target)) throw new OutboundError('ADDRESS_REFUSED');
    return new OutboundConnection(target, (hostname) => this.resolve(hostname));
  }

  private problemOf({ protocol, username, password, port, hostname }: URL): string | undefined {
    if (protocol !== 'https:' && !(protocol === 'http:' && this.plainHttp)) return 'must begin with https://.';
    if (username !== '' || password !== '') return 'must not hold a user or a password.';
    if (!WEB_PORTS.includes(port) && Number(port) < FIRST_FREE_PORT)
      return `has the port ${port}; it must be 443, or ${FIRST_FREE_PORT} or higher.`;
    const host = bare(hostname);
    const addresses = LOCALHOST.test(host) ? localhost : isIP(host) ? [host] : undefined;
    if (addresses && !addresses.some((address) => this.rules.allows(address)))
      return `${hostname} is not on the public internet.`;
    return undefined;
  }

  /** The addresses of a host that may be dialled; at least one. */
  private async resolve(hostname: string): Promise<LookupAddress[]> {
    const found = await this.lookUp(bare(hostname));
    if (found.length === 0) throw new OutboundError('NAME_UNRESOLVED');
    const allowed = found.filter((address) => this.rules.allows(address));
    if (allowed.length === 0) throw new OutboundError('ADDRESS_REFUSED');
    return allowed.map((address) => ({ address, family: isIP(address) }));
  }

  private async lookUp(host: string): Promise<readonly string[]> {
    if (isIP(host)) return [host];
    if (LOCALHOST.test(host)) return localhost;
    const found = await Promise.allSettled([this.resolver.resolve4(host), this.resolver.resolve6(host)]);
    return found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  }
}

/** Never asked of a name server. */
const localhost: readonly string[] = ['127.0.0.1', '::1'];

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '');
