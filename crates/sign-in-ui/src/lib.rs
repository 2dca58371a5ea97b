//! The hosted pages and e-mails: view models in, HTML out.
