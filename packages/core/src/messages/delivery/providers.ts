import type { Outbound, SettingValues } from '@rapport/sdk';
import type { ContactChannel } from '../../customers/index.ts';
import type { messageSettings } from '../settings.ts';
import { fileProvider } from './file-provider.ts';
import { gatewayProvider } from './gateway-provider.ts';
import type { MessageProvider } from './provider.ts';
import { smtpProvider } from './smtp-provider.ts';

export type MessageSettings = SettingValues<(typeof messageSettings)['fields']>;

/** Who delivers in a tenant, by channel; channels that nobody delivers have none, and their messages wait. */
export class Providers {
  private readonly byChannel: ReadonlyMap<ContactChannel, MessageProvider>;

  constructor(byChannel: ReadonlyMap<ContactChannel, MessageProvider>) {
    this.byChannel = byChannel;
  }

  /** As the settings say. */
  static of(settings: MessageSettings, outbound: Outbound): Providers {
    const { smtpUrl, from, sinkFile, gatewayKey } = settings;
    const found = new Map<ContactChannel, MessageProvider>();
    if (sinkFile !== null) {
      const file = fileProvider(sinkFile);
      for (const channel of ['EMAIL', 'MOBILE', 'LINE', 'WECHAT', 'QQ', 'POSTAL', 'OTHER'] as const)
        found.set(channel, file);
    }
    if (smtpUrl !== null && from !== null) found.set('EMAIL', smtpProvider(smtpUrl, from));
    const gateways = {
      MOBILE: settings.mobileGatewayUrl,
      LINE: settings.lineGatewayUrl,
      WECHAT: settings.wechatGatewayUrl,
    };
    for (const [channel, url] of Object.entries(gateways))
      if (url !== null) found.set(channel as ContactChannel, gatewayProvider(outbound, url, gatewayKey));
    return new Providers(found);
  }

  get channels(): readonly ContactChannel[] {
    return [...this.byChannel.keys()];
  }

  find(channel: ContactChannel): MessageProvider | undefined {
    return this.byChannel.get(channel);
  }

  async close(): Promise<void> {
    await Promise.all([...new Set(this.byChannel.values())].map((provider) => provider.close()));
  }
}
