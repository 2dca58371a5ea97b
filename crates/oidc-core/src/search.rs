//! What a list is searched for: conditions on named fields, as whoever lists them understands them.

/// How a text is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// With `%` for any characters and `_` for one, which the caller writes; whole otherwise.
    Like,
    /// Whole.
    Exact,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The field it is about; every field that can be searched when none.
    pub field: Option<&'static str>,
    /// How it is compared.
    pub mode: Mode,
    /// What with; any of them. More than one only where whole texts are compared.
    pub values: Vec<String>,
}

/// How several conditions go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Joint {
    /// One of them is enough.
    #[default]
    Or,
    /// All of them.
    And,
}

/// A search; one without conditions finds everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// What must hold.
    pub conditions: Vec<Condition>,
    /// How they go together.
    pub joint: Joint,
    /// Whether `A` is another letter than `a`.
    pub is_case_sensitive: bool,
}

impl Search {
    /// Whether there is nothing to look for.
    pub const fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// Whether something with these fields is among what is looked for. A field without a value
    /// matches nothing.
    pub fn finds(&self, fields: &[(&'static str, Option<&str>)]) -> bool {
        let mut held = self.conditions.iter().map(|condition| {
            let named = fields.iter();
            let mut named =
                named.filter(|(name, _)| condition.field.is_none_or(|own| own == *name));
            named.any(|(_, value)| value.is_some_and(|value| self.holds(condition, value)))
        });
        match self.joint {
            Joint::Or => self.is_empty() || held.any(|holds| holds),
            Joint::And => held.all(|holds| holds),
        }
    }

    fn holds(&self, condition: &Condition, value: &str) -> bool {
        let fold = |text: &str| -> Vec<char> {
            if self.is_case_sensitive {
                text.chars().collect()
            } else {
                text.chars().flat_map(char::to_lowercase).collect()
            }
        };
        let value = fold(value);
        condition.values.iter().any(|wanted| match condition.mode {
            Mode::Exact => fold(wanted) == value,
            Mode::Like => is_like(&value, &fold(wanted)),
        })
    }
}

/// Whether a text is like a pattern of `%` and `_`. A backslash takes the next character as it is.
fn is_like(text: &[char], pattern: &[char]) -> bool {
    let (mut at, mut p) = (0, 0);
    // Where the last `%` stands, and how far into the text it reaches so far: it is lengthened by
    // one whenever what follows it does not fit, so the work is bounded by text times pattern.
    let mut last_any: Option<(usize, usize)> = None;
    while at < text.len() {
        let step = match pattern.get(p) {
            Some('%') => {
                last_any = Some((p, at));
                p += 1;
                continue;
            }
            Some('_') => Some(1),
            Some('\\') if p + 1 < pattern.len() => (pattern[p + 1] == text[at]).then_some(2),
            Some(plain) => (*plain == text[at]).then_some(1),
            None => None,
        };
        match (step, last_any) {
            (Some(step), _) => {
                p += step;
                at += 1;
            }
            (None, Some((any, reach))) => {
                last_any = Some((any, reach + 1));
                p = any + 1;
                at = reach + 1;
            }
            (None, None) => return false,
        }
    }
    pattern[p..].iter().all(|rest| *rest == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(field: Option<&'static str>, mode: Mode, values: &[&str]) -> Condition {
        Condition {
            field,
            mode,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        }
    }

    fn like(pattern: &str, text: &str) -> bool {
        let search = Search {
            conditions: vec![condition(None, Mode::Like, &[pattern])],
            ..Search::default()
        };
        search.finds(&[("name", Some(text))])
    }

    #[test]
    fn a_pattern_is_whole_but_for_its_wildcards() {
        for (pattern, text, fits) in [
            ("ada", "ada", true),
            ("ada", "adam", false),
            ("ADA", "ada", true),
            ("ad%", "ada", true),
            ("%a", "ada", true),
            ("%d%", "ada", true),
            ("a_a", "ada", true),
            ("a_", "ada", false),
            ("%", "", true),
            ("", "", true),
            ("", "a", false),
            ("%%b%", "aabab", true),
            ("a%a%c", "abababc", true),
            ("a%a%c", "ababab", false),
            ("100\\%", "100%", true),
            ("100\\%", "1000", false),
            ("É%", "école", true),
        ] {
            assert_eq!(like(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_made_to_be_slow_is_not() {
        let text = "a".repeat(2_000);
        assert!(!like(&format!("{}b", "%a".repeat(500)), &text));
    }

    #[test]
    fn conditions_are_joined_as_the_search_says() {
        let fields = [("name", Some("Ada")), ("id", Some("x1")), ("phone", None)];
        let mut search = Search {
            conditions: vec![
                condition(Some("name"), Mode::Exact, &["bob", "ada"]),
                condition(Some("id"), Mode::Like, &["y%"]),
            ],
            ..Search::default()
        };
        assert!(search.finds(&fields));
        search.joint = Joint::And;
        assert!(!search.finds(&fields));
        search.conditions.pop();
        assert!(search.finds(&fields));
        search.is_case_sensitive = true;
        assert!(!search.finds(&fields));
        search.conditions = vec![condition(Some("phone"), Mode::Like, &["%"])];
        assert!(!search.finds(&fields));
    }

    #[test]
    fn a_search_for_nothing_finds_everything() {
        for joint in [Joint::Or, Joint::And] {
            let search = Search {
                joint,
                ..Search::default()
            };
            assert!(search.finds(&[]));
        }
    }
}
