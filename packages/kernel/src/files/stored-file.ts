import 'reflect-metadata';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { RecordType } from '../records/record-type.ts';

@ObjectType('StoredFile', {
  description: 'Bytes that lie in the store of files. `GET /files/<id of the record>` brings them.',
  simpleResolvers: true,
})
export class StoredFile {
  @Field(() => String, { description: 'Name of the file.' })
  name!: string;

  @Field(() => String, { description: 'What it is, by its first bytes; what its sender says where they do not tell.' })
  mediaType!: string;

  @Field(() => Int, { description: 'Length in bytes.' })
  size!: number;

  @Field(() => String, { description: 'SHA-256 of the bytes, in hexadecimal.' })
  sha256!: string;

  /** Where the store has it; nobody outside needs to know. */
  readonly key!: string;
}

/** What no command takes: files come by `POST /files/<record type>`. */
@InputType('StoredFileInput', { description: 'Bytes that lie in the store of files.' })
export class StoredFileInput {
  @Field(() => String, { description: 'Name of the file.' })
  name!: string;
}

export interface FileRules {
  readonly maxBytes: number;
}

/** The field of a record type that holds a file, if it has one. */
export function fileFieldOf(type: RecordType): { readonly name: string; readonly rules: FileRules } | undefined {
  for (const { name, file } of type.fields.values()) if (file) return { name, rules: file };
  return undefined;
}
