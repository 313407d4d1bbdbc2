import { uuidOf } from '@rapport/sdk';
import { Message } from '../message.record.ts';

/** Message-ID of the mail that a message goes out as, without its brackets: the same at every try. */
export const mailIdOfUuid = (uuid: string): string => `${uuid}@message.rapport`;

/** The same, by the id that the API shows. */
export const mailIdOf = (messageId: string): string => mailIdOfUuid(uuidOf(Message, messageId));
