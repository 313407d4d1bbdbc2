import { mailIdOfUuid } from './mail-id.ts';
import type { MessageProvider, Outcome, OutgoingMessage } from './provider.ts';

interface SmtpError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/** Hands mails to a mail server. */
export function smtpProvider(url: string, from: string): MessageProvider {
  // Loaded where mails are sent.
  const transport = import('nodemailer').then(({ createTransport }) => createTransport(url, { from }));
  return {
    async send(message) {
      try {
        const { response } = await (await transport).sendMail(mailOf(message));
        return { kind: 'sent', reference: response.slice(0, 200) };
      } catch (error) {
        return outcomeOf(error as SmtpError);
      }
    },
    async close() {
      (await transport).close();
    },
  };
}

function mailOf({ id, to, subject, text, html, headers }: OutgoingMessage) {
  return {
    to,
    subject: subject ?? '',
    text,
    ...(html !== null && { html }),
    headers: { ...headers, 'x-message-id': id },
    // Who gets it twice sees that it is one.
    messageId: `<${mailIdOfUuid(id)}>`,
  };
}

/** What a server says with 5xx it will say again; without an answer to the text itself nobody knows whether it was taken. */
function outcomeOf({ code, responseCode, command, message }: SmtpError): Outcome {
  const reason = message.slice(0, 400);
  if (responseCode !== undefined && responseCode >= 500)
    return { kind: command === 'RCPT TO' ? 'bounced' : 'refused', reason };
  if (responseCode === undefined && command === 'DATA') return { kind: 'unknown', reason };
  if (code === 'EENVELOPE' && responseCode === undefined) return { kind: 'refused', reason };
  return { kind: 'later', reason };
}
