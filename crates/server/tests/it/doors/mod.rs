//! How HTTP is cut: every route, every method, every dialect.

mod dialects;
mod methods;
mod opener;
mod routes;
mod unknown_paths;
