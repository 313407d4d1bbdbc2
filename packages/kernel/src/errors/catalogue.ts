/**
 * Every error code that the API can answer, in one place.
 * `schema/errors.md` is generated from this table; a code never changes its meaning.
 */
export interface ErrorEntry {
  /** HTTP status when the whole request fails with this code. */
  readonly status: number;
  /** What happened, for the reader of the error. */
  readonly meaning: string;
  /** What the caller can do about it. */
  readonly mend: string;
  /** Whether the same request may succeed a little later. */
  readonly retry?: true;
}

export const errorCatalogue = {
  UNAUTHENTICATED: {
    status: 401,
    meaning: 'The request carries no credential, or one that is unknown, expired or revoked.',
    mend: 'Send `Authorization: Bearer <API key or access token>`. `rapport key create` makes a key.',
  },
  FORBIDDEN: {
    status: 403,
    meaning: 'The role of the actor does not allow this action on this record type, or on this record.',
    mend: 'Ask an administrator for a role whose grants include the action named in the message.',
  },
  ORIGIN_REFUSED: {
    status: 403,
    meaning: 'The request comes from an origin or host that is not on the allow-list.',
    mend: 'Add the origin to CORS_ORIGINS, or call the API by the host name it listens on.',
  },
  NOT_FOUND: {
    status: 404,
    meaning: 'No record with this id exists in sight of the actor. A foreign or hidden record looks the same.',
    mend: 'Check the id. A soft-deleted record must be restored before it can be changed.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    meaning: 'The path does not answer this HTTP method.',
    mend: 'Use the method named in the Allow header.',
  },
  ID_INVALID: {
    status: 400,
    meaning: 'An id is malformed, or carries the prefix of another record type.',
    mend: 'Pass ids as the API returned them; the prefix names the record type.',
  },
  INPUT_INVALID: {
    status: 400,
    meaning: 'A value in the input breaks a rule of its field.',
    mend: 'Correct the field named in `extensions.field`; the message states the rule.',
  },
  REFERENCE_NOT_FOUND: {
    status: 400,
    meaning: 'A field refers to a record that does not exist in sight of the actor.',
    mend: 'Check the id in the field named in `extensions.field`.',
  },
  PLUGIN_UNAVAILABLE: {
    status: 503,
    meaning: 'What was asked for is the business of a plugin that does not work at the moment, or is switched off.',
    mend: 'Ask the operator: `plugins` shows the state of each plugin.',
  },
  PLUGIN_IN_USE: {
    status: 409,
    meaning: 'A plugin cannot be switched because of another one: it is required, or what it requires is switched off.',
    mend: 'Switch the plugin that the message names first.',
  },
  DUPLICATE: {
    status: 409,
    meaning: 'Another record already has this value, and the value must be unique.',
    mend: 'Use another value, or update the record that has it.',
  },
  RULE_BROKEN: {
    status: 409,
    meaning: 'The change would break a rule of a plugin, which `extensions.rule` names. Nothing was written.',
    mend: 'The message says what holds; the page of the plugin lists its rules.',
  },
  WINDOW_TAKEN: {
    status: 409,
    meaning: 'At this time another record already holds what only one may hold.',
    mend: 'Choose another time, or end or change the other record first.',
  },
  SUPERSEDED: {
    status: 409,
    meaning: 'Another record took the place of this one, so it can no longer be changed or corrected.',
    mend: 'Name the record in `extensions.supersededBy` instead.',
  },
  TRANSITION_REFUSED: {
    status: 409,
    meaning: 'The record is in a state from which this step does not lead on.',
    mend: 'Take one of the steps in `extensions.allowed`; `extensions.state` is the state as it is.',
  },
  DUPLICATE_SUSPECTED: {
    status: 409,
    meaning: 'Records that are there already look like the one to be written. Nothing was written.',
    mend: 'Look at `extensions.candidates`; if it is another one, send the command again with `insist: true`.',
  },
  MERGED: {
    status: 409,
    meaning: 'The record was merged into another one, which stands for both now.',
    mend: 'Use the record in `extensions.mergedInto`; taking the merge back brings this one back too.',
  },
  MERGE_REFUSED: {
    status: 409,
    meaning: 'These two records cannot be one, or this merge cannot be taken back as things are.',
    mend: 'The message says what stands in the way.',
  },
  FILE_REFUSED: {
    status: 400,
    meaning: 'A file is empty, or its first bytes are not those of what it is said to be.',
    mend: 'Send the file with its own `Content-Type`, or with none.',
  },
  FILE_MISSING: {
    status: 404,
    meaning: 'The record of a file is there, and the store of files does not have its bytes.',
    mend: 'Tell the operator: the store was changed or restored without the database.',
  },
  USED_UP: {
    status: 409,
    meaning: 'Something of which there is only so much has no room left.',
    mend: 'The message says what it is; ask for less, or for something else that has room.',
  },
  STILL_REFERENCED: {
    status: 409,
    meaning: 'The record cannot go because others still refer to it.',
    mend: 'Change or delete the records that refer to it first.',
  },
  VERSION_CONFLICT: {
    status: 409,
    meaning: 'The record was changed since the version given as `expectedVersion`.',
    mend: 'Read the record again (`extensions.currentVersion`), merge, and retry.',
  },
  IDEMPOTENCY_MISMATCH: {
    status: 409,
    meaning: 'The idempotency key was used before with other arguments or another selection.',
    mend: 'Use a new key for a new command; repeat the same document and arguments for a retry.',
  },
  ROLLED_BACK: {
    status: 409,
    meaning: 'This row of a batch was fine, but the batch stopped at another row and nothing was written.',
    mend: 'Mend the rows that carry other codes and send the batch again, or use `onError: CONTINUE`.',
  },
  SORT_NEEDS_FILTER: {
    status: 400,
    meaning: 'No index has this order, and the filter leaves too many records to sort.',
    mend: 'Narrow the filter by an indexed field, or sort by a single field of `orderBy`: each has an index.',
  },
  CURSOR_INVALID: {
    status: 400,
    meaning: 'A cursor is malformed, or belongs to another list or another ordering.',
    mend: 'Use cursors only with the list and the `orderBy` that returned them.',
  },
  CURSOR_EXPIRED: {
    status: 410,
    meaning:
      'What follows this cursor of the event log is no longer kept, or the log was restored from a backup since. Nothing is skipped in silence.',
    mend: 'Read the records anew and go on after `extensions.eventCursor`, or read what is still kept after `extensions.oldestCursor`.',
  },
  PAGE_INVALID: {
    status: 400,
    meaning: 'The paging arguments contradict each other or are out of range.',
    mend: 'Give `first` (with `after`) or `last` (with `before`), from 1 to 200.',
  },
  FILTER_INVALID: {
    status: 400,
    meaning: 'A filter has an explicit null or operators that make no sense together.',
    mend: 'Leave the key out, or use `isNull: true` to ask for missing values.',
  },
  SEARCH_INVALID: {
    status: 400,
    meaning: 'What is searched for is empty, or longer than a search takes.',
    mend: 'Search for one to six words with letters or digits, of at most 100 characters together.',
  },
  GROUPING_INVALID: {
    status: 400,
    meaning: 'A grouping names a field twice, or a bucket or time zone on a field that has none.',
    mend: 'Group by each field once; `bucket` and `timeZone` belong to dates and instants.',
  },
  QUERY_TOO_COMPLEX: {
    status: 400,
    meaning: 'The operation is larger than the limits allow: cost, depth, aliases, fields, tokens or nesting.',
    mend: 'Split it, ask for smaller pages, or select less; `extensions.limit` and `extensions.actual` say by how much.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    meaning: 'The request body is larger than 1 MB, or the query text larger than 100 KB.',
    mend: 'Send less at once; batches take up to 1,000 rows.',
  },
  BODY_UNREADABLE: {
    status: 400,
    meaning: 'The request body is not valid UTF-8 JSON, is compressed, or did not arrive in time.',
    mend: 'Send plain `application/json` in UTF-8.',
  },
  ADDRESS_REFUSED: {
    status: 400,
    meaning: 'The server may not send anything to this address: it is private, reserved, or not encrypted.',
    mend: 'Give a public `https` address. The operator can open private networks with WEBHOOK_ALLOWED_NETWORKS.',
  },
  SECRET_KEYS_MISSING: {
    status: 503,
    meaning: 'A secret cannot be stored or read, because the key to encrypt it with is not configured.',
    mend: 'The operator sets SECRET_KEYS (`openssl rand -hex 32` makes one) and starts the server anew.',
  },
  RATE_LIMITED: {
    status: 429,
    meaning: 'The budget of this actor is used up. Every operation costs its predicted cost.',
    mend: 'Wait as long as `Retry-After` says; `extensions.cost` shows the budget.',
    retry: true,
  },
  TOO_MANY_SUBSCRIPTIONS: {
    status: 429,
    meaning: 'This connection, or this actor, has as many subscriptions or connections as are allowed.',
    mend: 'End one first. One subscription to `changes` can follow all record types.',
  },
  TEMPLATE_INVALID: {
    status: 400,
    meaning: 'A template names what is not there, does not end, or holds what must not stand in it.',
    mend: 'Correct the part named in `extensions.field`; the message says what is wrong with it.',
  },
  AUTOMATION_INVALID: {
    status: 400,
    meaning: 'An automation is not written as it must be, or refers to what is not there.',
    mend: 'The message names the step. Correct it, and write a new version.',
  },
  AUTOMATION_LOOP: {
    status: 409,
    meaning: 'Automations let each other begin in a circle; the run was stopped before it began.',
    mend: 'Give one of them a condition that no longer holds once it has run.',
  },
  AUTOMATION_FAILED: {
    status: 409,
    meaning: 'A step of an automation failed in what it asked of somebody else.',
    mend: 'The message says how. `retryAutomationRun` tries the step once more.',
  },
  PLUGIN_OVER_BUDGET: {
    status: 503,
    meaning:
      'Code of a plugin took longer or touched more rows than it may, and was stopped. Nothing of it was written.',
    mend: 'Report it to the maker of the plugin in `extensions.plugin`; `extensions.part` says which part of it.',
  },
  PLUGIN_FAILED: {
    status: 500,
    meaning: 'Code of a plugin failed. Nothing of it was written.',
    mend: 'Report it to the maker of the plugin in `extensions.plugin`; `extensions.part` says which part of it.',
  },
  SCORER_FAILED: {
    status: 500,
    meaning:
      'A scorer gave no score: it threw, did not end, or gave what adds up to nothing. The score that there was stays.',
    mend: 'Report it to the maker of the plugin in `extensions.plugin`; `extensions.scorer` names the scorer.',
  },
  STATEMENT_TIMEOUT: {
    status: 503,
    meaning: 'The database did not answer within the statement budget, and the statement was stopped.',
    mend: 'Retry with the same idempotency key; if it stays, narrow the filter, ask for a smaller page, or drop `exactCount`.',
    retry: true,
  },
  BUSY: {
    status: 503,
    meaning: 'The write waited too long for a lock held by another one, or met a deadlock. Nothing was written.',
    mend: 'Retry with the same idempotency key.',
    retry: true,
  },
  DATABASE_UNAVAILABLE: {
    status: 503,
    meaning: 'The database cannot be reached. Nothing was written by this request unless it says so.',
    mend: 'Retry with the same idempotency key.',
    retry: true,
  },
  ISSUER_UNAVAILABLE: {
    status: 503,
    meaning: 'The issuer of the access tokens does not answer, so the token could not be checked.',
    mend: 'Retry in a moment. The log says what the issuer answered.',
    retry: true,
  },
  GRAPHQL_PARSE_FAILED: {
    status: 400,
    meaning: 'The document is not GraphQL.',
    mend: 'The message names line and column.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    meaning: 'The document does not fit the schema that this actor sees. A field that may not be read looks unknown.',
    mend: 'Compare with the schema as this credential sees it, for example in GraphiQL.',
  },
  BAD_USER_INPUT: {
    status: 400,
    meaning: 'A variable or argument has a value that its GraphQL type does not take.',
    mend: 'Correct the value; `extensions.field` names its place where it is known.',
  },
  BAD_REQUEST: {
    status: 400,
    meaning: 'The HTTP request is not a GraphQL request: no query, a wrong content type, or a forged simple request.',
    mend: 'POST `{ "query": ..., "variables": ... }` with `content-type: application/json`; a GET needs the header `apollo-require-preflight: true`.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    status: 400,
    meaning: 'The document holds several operations and `operationName` chooses none of them.',
    mend: 'Send `operationName`.',
  },
  OPERATION_UNSUPPORTED: {
    status: 400,
    meaning: 'The document holds a subscription, and the request asks for one answer.',
    mend: 'Send a query or a mutation; subscribe by WebSocket on the same path, or by server-sent events on /graphql/stream.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    status: 200,
    meaning: 'The hash of a persisted query is not known here yet.',
    mend: 'Send the query text together with its hash once.',
  },
  DOCUMENT_UNTRUSTED: {
    status: 400,
    meaning: 'The document that the request names or carries is not one of the trusted documents.',
    mend: 'Add the operation to the file of TRUSTED_DOCUMENTS, start the server anew, and send `documentId`. A server that is not for trusted documents only also takes the text as `query`.',
  },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    meaning: 'A fault of the server. Details are in its log under the request id, never in the answer.',
    mend: 'Report it with `extensions.requestId`.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
