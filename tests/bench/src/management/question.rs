//! What is asked, and how soon the answer should be there.

use super::{
    crowd::{application_id, user_id},
    size::Size,
};

/// One thing that a console asks.
pub struct Question {
    /// As it is called in a table.
    pub name: &'static str,
    /// Where it is asked.
    pub target: String,
    /// Milliseconds within which 95 of 100 answers should be there.
    pub aim: u32,
}

/// For lists of people.
const LIST: u32 = 50;
/// For everything else; nothing may take longer.
pub const REST: u32 = 300;

/// What it is called, where it is asked, and what is aimed at.
type Asked = (&'static str, String, u32);

/// Everything that is asked.
///
/// # Errors
/// When there is nobody to ask about.
pub fn all(size: &Size) -> anyhow::Result<Vec<Question>> {
    let one = size.users / 8;
    let user = user_id(one)?;
    let app = application_id(1);
    let mut asked = of_users(size, one, user.as_str());
    asked.extend(of_users_in_order(size));
    asked.extend(of_applications(size, &app));
    asked.extend(of_what_happened(user.as_str(), &app));
    let asked = asked.into_iter();
    Ok(asked
        .map(|(name, target, aim)| Question {
            name,
            target: format!("/api{target}"),
            aim,
        })
        .collect())
}

fn of_users(size: &Size, one: u32, user: &str) -> Vec<Asked> {
    let last = size.users / 100;
    vec![
        ("users, first page", "/users?page_size=20".to_owned(), LIST),
        (
            "users, page 1,000 of 100",
            format!("/users?page={last}&page_size=100"),
            LIST,
        ),
        (
            "users, a part of an address",
            format!("/users?page_size=20&search=%25ada{one}%25"),
            LIST,
        ),
        (
            "users, a part of addresses alone",
            format!("/users?page_size=20&search.primaryEmail=%25ada{one}%25"),
            LIST,
        ),
        (
            "users, a part that many have",
            "/users?page_size=20&search=%25ada1%25".to_owned(),
            REST,
        ),
        (
            "users, a whole address",
            format!(
                "/users?page_size=20&search.primaryEmail=ada{one}%40people.example&mode.primaryEmail=exact"
            ),
            LIST,
        ),
        (
            "users, a whole address, any field",
            format!("/users?page_size=20&search=ada{one}%40people.example"),
            REST,
        ),
        (
            "users, of whom none signed in",
            "/users?page_size=20&neverSignedIn=true".to_owned(),
            REST,
        ),
        ("one user", format!("/users/{user}"), REST),
        ("roles of a user", format!("/users/{user}/roles"), REST),
    ]
}

/// By each column that the console sorts by; what is searched is sorted, too, and has later pages.
fn of_users_in_order(size: &Size) -> Vec<Asked> {
    let later = (size.users / 1_000).max(1);
    let sorted = |rest: &str| format!("/users?page=1&page_size=20&sort={rest}");
    let found = |page: u32, by: &str| {
        format!("/users?page={page}&page_size=20&search=%25ada1%25&sort={by}")
    };
    vec![
        (
            "users, the last who signed in",
            sorted("-lastSignInAt"),
            REST,
        ),
        ("users, by address", sorted("primaryEmail"), REST),
        ("users, by name", sorted("name"), REST),
        ("users, by username", sorted("username"), REST),
        ("users, the newest", sorted("-createdAt"), REST),
        (
            "users, a part that many have, by name",
            found(1, "name"),
            REST,
        ),
        ("users, page 100 of 20 of these", found(later, "name"), REST),
        (
            "users, the newest of these, page 100 of 20",
            found(later, "-createdAt"),
            REST,
        ),
    ]
}

fn of_applications(size: &Size, app: &str) -> Vec<Asked> {
    let last_of_apps = size.applications / 25;
    let later = (size.applications / 1_000).max(1);
    vec![
        (
            "applications, first page",
            "/applications?page=1&page_size=20".to_owned(),
            REST,
        ),
        (
            "applications, page 400 of 25",
            format!("/applications?page={last_of_apps}&page_size=25"),
            REST,
        ),
        (
            "applications, a part of a name",
            "/applications?page=1&page_size=20&search=%25cation%201234%25".to_owned(),
            REST,
        ),
        (
            "applications, all of a type",
            "/applications?page=1&page_size=20&types=SPA".to_owned(),
            REST,
        ),
        (
            "applications, the last used",
            "/applications?page=1&page_size=20&sort=-lastUsedAt".to_owned(),
            REST,
        ),
        (
            "applications, by name",
            "/applications?page=1&page_size=20&sort=name".to_owned(),
            REST,
        ),
        (
            "applications, a part of a name, by name, page 10 of 20",
            format!("/applications?page={later}&page_size=20&search=%25cation%201%25&sort=name"),
            REST,
        ),
        ("one application", format!("/applications/{app}"), REST),
        (
            "secrets of an application",
            format!("/applications/{app}/secrets"),
            REST,
        ),
        (
            "milestones of an application",
            format!("/signet/applications/{app}/milestones"),
            REST,
        ),
        (
            "refused redirects of an application",
            format!("/signet/applications/{app}/refused-redirects"),
            REST,
        ),
    ]
}

fn of_what_happened(user: &str, app: &str) -> Vec<Asked> {
    vec![
        ("logs, first page", "/logs?page_size=20".to_owned(), REST),
        (
            "logs, counting capped",
            "/logs?page_size=20&enableCap=true".to_owned(),
            REST,
        ),
        (
            "logs of a user",
            format!("/logs?page_size=20&userId={user}"),
            REST,
        ),
        (
            "logs of an application",
            format!("/logs?page_size=20&applicationId={app}"),
            REST,
        ),
        (
            "logs of a key",
            "/logs?page_size=20&logKey=session.started".to_owned(),
            REST,
        ),
        (
            "logs, page 1,000 of 100",
            "/logs?page=1000&page_size=100".to_owned(),
            REST,
        ),
        ("sign-ins", "/signet/sign-ins?page_size=20".to_owned(), REST),
        (
            "sign-ins of a user",
            format!("/signet/sign-ins?page_size=20&user={user}"),
            REST,
        ),
        (
            "sign-ins at an application",
            format!("/signet/sign-ins?page_size=20&application={app}"),
            REST,
        ),
        ("people in all", "/dashboard/users/total".to_owned(), REST),
        ("people who came", "/dashboard/users/new".to_owned(), REST),
        (
            "people who were active",
            "/dashboard/users/active".to_owned(),
            REST,
        ),
    ]
}
