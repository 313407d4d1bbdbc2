/** All of these conditions; those that hold for every row are left out. */
export function conjunction(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' and ');
}
