/** `ownerTeam` -> `owner_team`: names of tables and columns. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^_/, '');

/** `createdAt` -> `CREATED_AT`, `wineClub.tier` -> `WINE_CLUB_TIER`: values of GraphQL enums. */
export const constantCase = (name: string): string => snakeCase(name).replaceAll('.', '_').toUpperCase();

/** `ownerTeam` -> `OwnerTeam`: parts of GraphQL type names. */
export const pascalCase = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** `Customer` -> `customer`: names of GraphQL roots. */
export const camelCase = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** `real-estate` -> `realEstate`: where a plugin's fields stand in the API. */
export const pluginKey = (id: string): string => id.replace(/-+(.?)/g, (_, letter: string) => letter.toUpperCase());

/** `wineClub.tier` -> `wineClubTier`: the name of a plugin's field where fields stand side by side. */
export const flatName = (name: string): string => name.replace(/\.(.)/g, (_, letter: string) => letter.toUpperCase());
