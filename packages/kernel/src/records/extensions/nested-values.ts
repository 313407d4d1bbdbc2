/** Values by field name as the API shows them: what a plugin added stands in an object under its key. */
export function nestedValues(values: readonly (readonly [name: string, value: unknown])[]): Record<string, unknown> {
  const nested: Record<string, unknown> = {};
  for (const [name, value] of values) {
    const [key = name, own] = name.split('.');
    if (own === undefined) nested[name] = value;
    else nested[key] = { ...(nested[key] as object | undefined), [own]: value };
  }
  return nested;
}
