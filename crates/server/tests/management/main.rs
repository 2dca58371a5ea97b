//! The management API over HTTP; each behaviour on both databases.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where it fails"
)]

mod administrators;
mod administrators_invited;
mod application_removed;
mod application_roles;
mod applications;
mod applications_order;
mod applications_set_aside;
mod authorization;
mod caller;
mod check_password;
mod connectors;
mod connectors_in_force;
mod connectors_secrets;
mod connectors_tried;
mod connectors_used;
mod console;
mod dashboard;
mod document;
mod email_templates;
mod error_pages;
mod events;
mod explain_sign_in;
mod explain_sign_in_acted;
mod explain_sign_in_mended;
mod explain_sign_in_password;
mod explain_sign_in_password_limited;
mod grants_listed;
mod impact;
#[path = "../it/kit/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "what the tests of pages and protocol need stands there too"
)]
mod kit;
mod languages;
mod logs;
mod logto_configs;
mod mail;
mod mail_reports;
mod milestones;
mod password_attempts;
mod previews;
mod refused_redirects;
mod resources;
mod roles;
mod secrets;
mod sessions_with_grants;
mod sign_in_experience;
mod sign_in_experience_looks;
mod sign_in_experience_refused;
mod sign_in_experience_ways;
mod sign_ins;
mod sorted;
mod step_up;
mod users;
mod users_elsewhere;
mod users_imported;
mod users_listed;
mod users_on_one_state;
mod users_password;
mod users_roles;
mod verification_codes;
mod walk;
mod well_known;
mod written_down;
