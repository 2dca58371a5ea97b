// An API with two roles: readers, who are everybody, and importers, who are machines.
export const API = 'https://books.example';

/** What `signet.toml` says of it. `books-api` is the client as which it asks about tokens. */
export const booksApi = `
[[resources]]
indicator = "${API}"
introspected_by = ["books-api"]
scopes = [{ name = "read:books" }, { name = "write:books" }]

[[roles]]
name = "Reader"
default = true
scopes = { "${API}" = ["read:books"] }

[[roles]]
name = "Importer"
kind = "machine"
scopes = { "${API}" = ["read:books", "write:books"] }
`;
