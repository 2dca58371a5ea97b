//! Statements from parts, put together when the program is built.

/// How long the parts are together.
pub(crate) const fn length(parts: &[&str]) -> usize {
    let (mut length, mut part) = (0, 0);
    while part < parts.len() {
        length += parts[part].len();
        part += 1;
    }
    length
}

/// The parts, one after the other.
pub(crate) const fn join<const LENGTH: usize>(parts: &[&str]) -> [u8; LENGTH] {
    let mut joined = [0; LENGTH];
    let (mut at, mut part) = (0, 0);
    while part < parts.len() {
        let bytes = parts[part].as_bytes();
        let mut byte = 0;
        while byte < bytes.len() {
            joined[at] = bytes[byte];
            at += 1;
            byte += 1;
        }
        part += 1;
    }
    joined
}

/// One text of several that are constant.
macro_rules! sql {
    ($($part:expr),+ $(,)?) => {{
        const PARTS: &[&str] = &[$($part),+];
        const TEXT: &[u8] = &$crate::sql::join::<{ $crate::sql::length(PARTS) }>(PARTS);
        match str::from_utf8(TEXT) {
            Ok(text) => text,
            Err(_) => "",
        }
    }};
}
pub(crate) use sql;

/// An insert of one row as an insert of two.
pub(crate) fn twice(insert: &str) -> String {
    let places = insert.matches('$').count();
    let second: Vec<_> = (places + 1..=2 * places).map(|n| format!("${n}")).collect();
    format!("{insert}, ({})", second.join(", "))
}

#[cfg(test)]
mod tests {
    use super::twice;

    #[test]
    fn an_insert_of_two_rows_numbers_the_second_after_the_first() {
        let one = "insert into x (a, b) values ($1, $2)";
        assert_eq!(twice(one), "insert into x (a, b) values ($1, $2), ($3, $4)");
    }

    #[test]
    fn a_statement_is_its_parts_one_after_the_other() {
        const COLUMNS: &str = "id, größe";
        const SQL: &str = sql!("select ", COLUMNS, " from x");
        assert_eq!(SQL, "select id, größe from x");
    }
}
