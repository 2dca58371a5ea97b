//! The Bookstore: an honest relying party that shows what happens.
