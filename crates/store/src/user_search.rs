//! The condition of a search for users, as SQL: of each field, mode and case one text that is fixed.
//!
//! | | as it is | whatever the case |
//! | --- | --- | --- |
//! | whole | `=` | `lower(…) =` what was folded before |
//! | like, on PostgreSQL | `like … escape` | `lower(…) like … escape` |
//! | like, on SQLite | `glob` | `lower(…) like … escape` |
//!
//! SQLite's `like` takes `A` for `a`, and only a setting of the whole connection changes that. Its
//! `glob` does not, and every pattern of `like` is one of `glob` with other wildcards: so the database
//! alone decides which rows there are, and a page is exact. Case is folded by the same rule in the
//! bound value and in the row: SQLite's `lower` is ours (`db/sqlite/connection.rs`).
//!
//! What is unique has a canonical twin with an index; a whole address, number or name is looked up
//! there.

use oidc_core::{
    account::email::EmailAddress,
    search::{Condition, Joint, Mode, Search},
    user::SEARCHED,
};

use crate::{composed::Composed, db::Flavour};

/// What can be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Id,
    Email,
    Phone,
    Username,
    Name,
}

impl Field {
    const ALL: [Self; 5] = [
        Self::Id,
        Self::Email,
        Self::Phone,
        Self::Username,
        Self::Name,
    ];

    const fn name(self) -> &'static str {
        let [id, email, phone, username, name] = SEARCHED;
        match self {
            Self::Id => id,
            Self::Email => email,
            Self::Phone => phone,
            Self::Username => username,
            Self::Name => name,
        }
    }

    /// The value as programs see it: a number has no plus sign there.
    const fn plain(self) -> &'static str {
        match self {
            Self::Id => "users.id",
            Self::Email => "users.email",
            Self::Phone => "substr(users.phone, 2)",
            Self::Username => "users.username",
            Self::Name => "users.name",
        }
    }

    const fn folded(self) -> &'static str {
        match self {
            Self::Id => "lower(users.id)",
            Self::Email => "lower(users.email)",
            // Digits have no case.
            Self::Phone => "substr(users.phone, 2)",
            Self::Username => "lower(users.username)",
            Self::Name => "lower(users.name)",
        }
    }
}

/// Adds what must hold of a row of `users`.
pub(crate) fn add(sql: &mut Composed, search: &Search, flavour: Flavour) {
    let between = match search.joint {
        Joint::Or => " or ",
        Joint::And => " and ",
    };
    if search.is_empty() {
        return sql.push("true");
    }
    sql.push("(");
    for (index, condition) in search.conditions.iter().enumerate() {
        if index > 0 {
            sql.push(between);
        }
        add_condition(sql, condition, search.is_case_sensitive, flavour);
    }
    sql.push(")");
}

fn add_condition(sql: &mut Composed, condition: &Condition, sensitive: bool, flavour: Flavour) {
    let wanted = |field: &Field| condition.field.is_none_or(|name| name == field.name());
    let mut before = "(";
    for field in Field::ALL.iter().filter(|field| wanted(field)) {
        // No database keeps this character, and one of them does not take it.
        let values = condition
            .values
            .iter()
            .filter(|value| !value.contains('\0'));
        for value in values {
            sql.push(std::mem::replace(&mut before, " or "));
            match condition.mode {
                Mode::Exact => add_whole(sql, *field, value, sensitive),
                // Without wildcards it is the same, and may have an index.
                Mode::Like if !value.contains(['%', '_', '\\']) => {
                    add_whole(sql, *field, value, sensitive);
                }
                Mode::Like if sensitive => add_like(sql, *field, value, flavour),
                Mode::Like => {
                    sql.push(field.folded());
                    sql.push(" like ");
                    sql.bind(finished(&fold(value)));
                    sql.push(" escape '\\'");
                }
            }
        }
    }
    sql.push(if before == "(" { "false" } else { ")" });
}

fn add_whole(sql: &mut Composed, field: Field, value: &str, sensitive: bool) {
    let twin = match field {
        Field::Email => {
            let email = value.parse().map(|email: EmailAddress| email.canonical());
            let canonical = email.map_or_else(|_| fold(value), |email| email.as_str().to_owned());
            Some(("users.email_canonical = ", canonical))
        }
        Field::Phone => Some(("users.phone_canonical = ", format!("+{value}"))),
        Field::Username => Some(("users.username_canonical = ", value.to_lowercase())),
        Field::Id | Field::Name => None,
    };
    let has_twin = twin.is_some();
    if let Some((column, canonical)) = twin {
        sql.push(column);
        sql.bind(canonical);
    }
    match (sensitive, has_twin) {
        (false, true) => {}
        (false, false) => {
            sql.push(field.folded());
            sql.push(" = ");
            sql.bind(fold(value));
        }
        (true, has_twin) => {
            if has_twin {
                sql.push(" and ");
            }
            sql.push(field.plain());
            sql.push(" = ");
            sql.bind(value);
        }
    }
}

/// Case counts.
fn add_like(sql: &mut Composed, field: Field, pattern: &str, flavour: Flavour) {
    sql.push(field.plain());
    match flavour {
        Flavour::Postgres => {
            sql.push(" like ");
            sql.bind(finished(pattern));
            sql.push(" escape '\\'");
        }
        Flavour::Sqlite => {
            sql.push(" glob ");
            sql.bind(globbed(pattern));
        }
    }
}

/// As a search in memory folds it.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// A backslash at the end stands for itself, which PostgreSQL wants to be told.
fn finished(pattern: &str) -> String {
    let trailing = pattern.chars().rev().take_while(|c| *c == '\\').count();
    if trailing % 2 == 1 {
        format!("{pattern}\\")
    } else {
        pattern.to_owned()
    }
}

/// A pattern of `like` as one of `glob`.
fn globbed(pattern: &str) -> String {
    let mut globbed = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        match c {
            '%' => globbed.push('*'),
            '_' => globbed.push('?'),
            '\\' => literal(&mut globbed, characters.next().unwrap_or('\\')),
            other => literal(&mut globbed, other),
        }
    }
    globbed
}

fn literal(globbed: &mut String, c: char) {
    if matches!(c, '*' | '?' | '[') {
        globbed.extend(['[', c, ']']);
    } else {
        globbed.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_keeps_its_meaning_in_either_form() {
        assert_eq!(globbed("a%_b"), "a*?b");
        assert_eq!(globbed("100\\%*?[x]"), "100%[*][?][[]x]");
        assert_eq!(globbed("a\\"), "a\\");
        assert_eq!(finished("a\\"), "a\\\\");
        assert_eq!(finished("a\\\\"), "a\\\\");
        assert_eq!(finished("a\\%"), "a\\%");
    }

    #[test]
    fn every_field_has_the_name_it_is_called_by() {
        assert_eq!(Field::ALL.map(Field::name), SEARCHED);
    }
}
