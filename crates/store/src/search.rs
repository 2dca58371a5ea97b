//! The condition of a search, as SQL: of each field, mode and case one text that is fixed.
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
//! there. Of what many rows have all fields stand together in one folded column, a line each: a row is
//! looked at more closely only when that contains the longest part of the pattern without a wildcard.

use oidc_core::{
    account::{email::EmailAddress, phone::PhoneNumber},
    search::{Condition, Joint, Mode, Search},
};

use crate::{composed::Composed, db::Flavour};

/// What can be searched: what programs call it, and the texts that find it.
pub(crate) struct Field {
    name: &'static str,
    /// The value as programs see it.
    plain: &'static str,
    /// The same whatever its case.
    folded: &'static str,
    /// The column that it is unique in, and what stands there for a whole value.
    twin: fn(&str) -> Option<(&'static str, String)>,
}

const fn no_twin(_: &str) -> Option<(&'static str, String)> {
    None
}

/// The fields of a kind of row.
pub(crate) struct Fields {
    each: &'static [Field],
    /// Where all of them stand together, if they do.
    together: Option<Together>,
}

/// Where all fields of a row stand together.
struct Together {
    /// The column, folded.
    column: &'static str,
    /// How the ids of rows are looked up by a condition that follows.
    ids: &'static str,
    /// The column of those ids.
    id: &'static str,
}

/// What users are searched by ([`oidc_core::user::SEARCHED`]).
pub(crate) const OF_USERS: Fields = Fields {
    each: &FIELDS_OF_USERS,
    together: Some(Together {
        column: "users.searched",
        ids: "select users.id from users where ",
        id: "users.id",
    }),
};

/// What applications are searched by ([`oidc_core::client::details::SEARCHED`]).
pub(crate) const OF_CLIENTS: Fields = Fields {
    each: &FIELDS_OF_CLIENTS,
    together: None,
};

const FIELDS_OF_USERS: [Field; 5] = {
    let [id, email, phone, username, name] = oidc_core::user::SEARCHED;
    [
        Field {
            name: id,
            plain: "users.id",
            folded: "lower(users.id)",
            twin: no_twin,
        },
        Field {
            name: email,
            plain: "users.email",
            folded: "lower(users.email)",
            twin: |value| {
                let email = value.parse().map(|email: EmailAddress| email.canonical());
                let canonical = email.map_or_else(|_| fold(value), |own| own.as_str().to_owned());
                Some(("users.email_canonical = ", canonical))
            },
        },
        // Digits have no case, and programs see no plus sign.
        Field {
            name: phone,
            plain: "substr(users.phone, 2)",
            folded: "substr(users.phone, 2)",
            twin: |value| {
                let typed = format!("+{value}");
                let number = PhoneNumber::international(&typed).ok();
                let canonical = number.map_or(typed, |own| own.as_str().to_owned());
                Some(("users.phone_canonical = ", canonical))
            },
        },
        Field {
            name: username,
            plain: "users.username",
            folded: "lower(users.username)",
            twin: |value| Some(("users.username_canonical = ", value.to_lowercase())),
        },
        Field {
            name,
            plain: "users.name",
            folded: "lower(users.name)",
            twin: no_twin,
        },
    ]
};

const FIELDS_OF_CLIENTS: [Field; 3] = {
    let [id, name, description] = oidc_core::client::details::SEARCHED;
    [
        Field {
            name: id,
            plain: "clients.id",
            folded: "lower(clients.id)",
            twin: no_twin,
        },
        Field {
            name,
            plain: "clients.name",
            folded: "lower(clients.name)",
            twin: no_twin,
        },
        Field {
            name: description,
            plain: "client_details.description",
            folded: "lower(client_details.description)",
            twin: no_twin,
        },
    ]
};

/// Adds what must hold of a row with these fields, unless every row is wanted.
pub(crate) fn add(sql: &mut Composed, search: &Search, (fields, flavour): (&Fields, Flavour)) {
    let between = match search.joint {
        Joint::Or => " or ",
        Joint::And => " and ",
    };
    if search.is_empty() {
        return;
    }
    sql.and();
    sql.push("(");
    for (index, condition) in search.conditions.iter().enumerate() {
        if index > 0 {
            sql.push(between);
        }
        add_condition(sql, condition, fields, (search.is_case_sensitive, flavour));
    }
    sql.push(")");
}

fn add_condition(
    sql: &mut Composed,
    condition: &Condition,
    fields: &Fields,
    (sensitive, flavour): (bool, Flavour),
) {
    let wanted = |field: &&Field| condition.field.is_none_or(|name| name == field.name);
    let each: Vec<&Field> = fields.each.iter().filter(wanted).collect();
    let is_any = each.len() == fields.each.len();
    // No database keeps this character, and one of them does not take it.
    let values = condition
        .values
        .iter()
        .filter(|value| !value.contains('\0'));
    let mut before = "(";
    for value in values {
        sql.push(std::mem::replace(&mut before, " or "));
        // Without wildcards a pattern is a whole text, and may have an index.
        let is_whole = condition.mode == Mode::Exact || !value.contains(['%', '_', '\\']);
        let part = (!is_whole).then(|| longest_part(value)).flatten();
        let together = fields.together.as_ref();
        if let Some((together, part)) = together.zip(part.as_ref()) {
            add_contains(sql, together.column, &part.text, flavour);
            if part.is_all && is_any && !sensitive {
                continue;
            }
            sql.push(" and ");
        } else if let Some(together) = together.filter(|_| is_whole && is_any) {
            add_candidates(sql, together, (&each, value), flavour);
            sql.push(" and ");
        }
        let mut between = "(";
        for field in &each {
            sql.push(std::mem::replace(&mut between, " or "));
            if is_whole {
                add_whole(sql, field, value, sensitive);
            } else if sensitive {
                add_like(sql, field, value, flavour);
            } else {
                sql.push(field.folded);
                sql.push(" like ");
                add_folded(sql, field, finished(value));
                sql.push(" escape '\\'");
            }
        }
        sql.push(if between == "(" { "false" } else { ")" });
    }
    sql.push(if before == "(" { "false" } else { ")" });
}

/// Adds that a row has what a whole text is looked up in, or contains it: by one index each, where the
/// alternatives in one condition would have none.
fn add_candidates(
    sql: &mut Composed,
    together: &Together,
    (fields, value): (&[&Field], &str),
    flavour: Flavour,
) {
    sql.push(together.id);
    sql.push(" in (");
    for (twin, canonical) in fields.iter().filter_map(|field| (field.twin)(value)) {
        sql.push(together.ids);
        sql.push(twin);
        sql.bind(canonical);
        sql.push(" union all ");
    }
    sql.push(together.ids);
    add_contains(sql, together.column, value, flavour);
    sql.push(")");
}

/// Adds that a column, which is folded, contains a part, whatever its case.
fn add_contains(sql: &mut Composed, column: &'static str, part: &str, flavour: Flavour) {
    match flavour {
        Flavour::Postgres => {
            sql.push(column);
            sql.push(" like lower(");
            sql.bind(containing(part));
            sql.push(") escape '\\'");
        }
        Flavour::Sqlite => {
            sql.push("instr(");
            sql.push(column);
            sql.push(", lower(");
            sql.bind(part);
            sql.push(")) > 0");
        }
    }
}

fn add_whole(sql: &mut Composed, field: &Field, value: &str, sensitive: bool) {
    let twin = (field.twin)(value);
    let has_twin = twin.is_some();
    if let Some((column, canonical)) = twin {
        sql.push(column);
        sql.bind(canonical);
    }
    let has_case = field.plain != field.folded;
    match (sensitive && has_case, has_twin) {
        (false, true) => {}
        (false, false) => {
            sql.push(field.folded);
            sql.push(" = ");
            add_folded(sql, field, value.to_owned());
        }
        (true, has_twin) => {
            if has_twin {
                sql.push(" and ");
            }
            sql.push(field.plain);
            sql.push(" = ");
            sql.bind(value);
        }
    }
}

/// A value whose case does not count: folded by the same rule as the row is.
fn add_folded(sql: &mut Composed, field: &Field, value: String) {
    if field.plain == field.folded {
        return sql.bind(value);
    }
    sql.push("lower(");
    sql.bind(value);
    sql.push(")");
}

/// Case counts.
fn add_like(sql: &mut Composed, field: &Field, pattern: &str, flavour: Flavour) {
    sql.push(field.plain);
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

/// A part of a pattern without a wildcard.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    text: String,
    /// Whether the pattern is that part between two `%`, and nothing else.
    is_all: bool,
}

/// The longest part of a pattern that is on one line. What is like the pattern contains it.
fn longest_part(pattern: &str) -> Option<Part> {
    let mut parts = vec![String::new()];
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        let literal = match c {
            '%' | '_' => None,
            '\\' => Some(characters.next().unwrap_or('\\')),
            other => Some(other),
        };
        match (literal.filter(|c| *c != '\n'), parts.last_mut()) {
            (Some(c), Some(part)) => part.push(c),
            _ => parts.push(String::new()),
        }
    }
    let longest = parts.into_iter().max_by_key(String::len)?;
    let is_all = pattern == containing(&longest);
    (!longest.is_empty()).then_some(Part {
        text: longest,
        is_all,
    })
}

/// The pattern of what contains a text.
fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
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
    fn what_is_like_a_pattern_contains_its_longest_part() {
        let told = |pattern| longest_part(pattern).map(|part| (part.text, part.is_all));
        let part = |text: &str, is_all| Some((text.to_owned(), is_all));
        assert_eq!(told("%ada%"), part("ada", true));
        assert_eq!(told("%a\\_b%"), part("a_b", true));
        assert_eq!(told("ada%"), part("ada", false));
        assert_eq!(told("%ada_love%"), part("love", false));
        assert_eq!(told("%ada%ma%"), part("ada", false));
        assert_eq!(told("%a\nbc%"), part("bc", false));
        assert_eq!(told("%\\"), part("\\", false));
        assert_eq!(told("%_%"), None);
    }
}
