/** `ownerTeam` -> `owner_team`: names of tables and columns. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^_/, '');

/** `createdAt` -> `CREATED_AT`: values of GraphQL enums. */
export const constantCase = (name: string): string => snakeCase(name).toUpperCase();

/** `ownerTeam` -> `OwnerTeam`: parts of GraphQL type names. */
export const pascalCase = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** `Customer` -> `customer`: names of GraphQL roots. */
export const camelCase = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Id of a plugin as names in the API begin with it: `wineClub` of `wine-club`. */
export const camelId = (id: string): string => id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
