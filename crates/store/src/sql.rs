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

#[cfg(test)]
mod tests {
    #[test]
    fn a_statement_is_its_parts_one_after_the_other() {
        const COLUMNS: &str = "id, größe";
        const SQL: &str = sql!("select ", COLUMNS, " from x");
        assert_eq!(SQL, "select id, größe from x");
    }
}
