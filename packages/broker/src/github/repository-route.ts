/**
 * A repository by its id, which stays when its name is given to somebody else (T2). The API's reference knows it by owner and name
 * only; the links between the pages of its own lists have this form. Not tried against GitHub itself from here.
 * Source: docs.github.com, "Using pagination in the REST API", the example of a `link` header.
 */
export const REPOSITORY = '/repositories/{repository_id}';
