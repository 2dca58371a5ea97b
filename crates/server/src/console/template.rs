//! A page with gaps, in double braces.

/// A gap that nothing fits into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum InvalidTemplate {
    #[error("nothing is known that {{{{{0}}}}} could be")]
    Unknown(String),
    #[error("a gap is opened and not closed")]
    Open,
}

/// Fills each gap with what `value` makes of its name.
///
/// # Errors
/// [`InvalidTemplate`].
pub(super) fn fill(
    template: &str,
    value: impl Fn(&str) -> Option<String>,
) -> Result<String, InvalidTemplate> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once("{{") {
        let (name, after) = behind.split_once("}}").ok_or(InvalidTemplate::Open)?;
        filled.push_str(before);
        let name = name.trim();
        let value = value(name).ok_or_else(|| InvalidTemplate::Unknown(name.to_owned()))?;
        filled.push_str(&value);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// The same without what its first comment says to those who write it.
pub(super) fn without_comment(template: &str) -> String {
    let cut = template.split_once("<!--");
    let cut = cut.and_then(|(before, rest)| Some((before, rest.split_once("-->")?.1)));
    cut.map_or_else(
        || template.to_owned(),
        |(before, after)| format!("{before}{}", after.trim_start()),
    )
}

/// A text as it stands in an attribute between double quotes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_and_what_is_put_in_is_not_read_again() {
        let value = |name: &str| match name {
            "a" => Some("{{b}}".to_owned()),
            "url x" => Some("1".to_owned()),
            _ => None,
        };
        assert_eq!(fill("<{{a}}|{{ url x }}>", value).unwrap(), "<{{b}}|1>");
        assert_eq!(
            fill("{{c}}", value),
            Err(InvalidTemplate::Unknown("c".to_owned()))
        );
        assert_eq!(fill("x {{a", value), Err(InvalidTemplate::Open));
    }

    #[test]
    fn the_first_comment_is_for_those_who_write_the_page() {
        assert_eq!(
            without_comment("<!doctype html>\n<!-- {{a}} -->\n<p>"),
            "<!doctype html>\n<p>"
        );
        assert_eq!(without_comment("<p>"), "<p>");
    }

    #[test]
    fn what_is_put_in_cannot_leave_its_attribute() {
        assert_eq!(escaped("\"><b>&"), "&quot;&gt;&lt;b&gt;&amp;");
    }
}
