//! An address as people write it: international domains with their letters (U-labels, RFC 5890
//! §2.3.2.1) instead of `xn--…`. For pages only; what is stored, told and mailed to stays ASCII.
//!
//! Letters of another script can spell somebody else's domain. A label is shown with its letters
//! only if they are of one script (UTS 39 §5.2) and do not look like ASCII as a whole (UTS 39 §4).

use unicode_security::{
    RestrictionLevel, RestrictionLevelDetection, confusable_detection::skeleton,
};

use super::email::EmailAddress;

impl EmailAddress {
    /// The address for a page. Typed again, it is the same address.
    pub fn readable(&self) -> String {
        let ascii = self.as_str();
        let Some((local, domain)) = ascii.rsplit_once('@') else {
            return ascii.to_owned();
        };
        let labels: Vec<String> = domain.split('.').map(readable_label).collect();
        let readable = format!("{local}@{}", labels.join("."));
        if readable.parse().as_ref() == Ok(self) {
            readable
        } else {
            ascii.to_owned()
        }
    }
}

fn readable_label(ascii: &str) -> String {
    let (unicode, valid) = idna::domain_to_unicode(ascii);
    if valid.is_ok() && is_unmistakable(&unicode) {
        unicode
    } else {
        ascii.to_owned()
    }
}

fn is_unmistakable(label: &str) -> bool {
    if label.is_ascii() {
        return true;
    }
    let one_script = match label.detect_restriction_level() {
        RestrictionLevel::ASCIIOnly | RestrictionLevel::SingleScript => true,
        RestrictionLevel::HighlyRestrictive
        | RestrictionLevel::ModeratelyRestrictive
        | RestrictionLevel::MinimallyRestrictive
        | RestrictionLevel::Unrestricted => false,
    };
    one_script && !skeleton(label).all(|c| c.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readable(address: &str) -> String {
        let address: EmailAddress = address.parse().unwrap();
        assert!(address.as_str().is_ascii());
        let readable = address.readable();
        assert_eq!(readable.parse(), Ok(address), "typed again it is the same");
        readable
    }

    #[test]
    fn an_international_domain_is_shown_as_it_is_written() {
        for address in [
            "ada@bücher.example",
            "ada@straße.example",
            "ada@mail.bücher.example",
            "ada@пример.испытание",
            "ada@παράδειγμα.δοκιμή",
            "ada@例え.テスト",
            "ada@例子.测试",
            "ada@מבחן.example",
            "ada@مثال.example",
            "ada@उदाहरण.परीक्षा",
            "ada@한국.example",
        ] {
            assert_eq!(readable(address), address);
        }
        assert_eq!(readable("Ada@xn--bcher-kva.example"), "ada@bücher.example");
        assert_eq!(readable("ada@BÜCHER.example"), "ada@bücher.example");
    }

    #[test]
    fn what_is_ascii_stays_as_it_is() {
        for address in [
            "ada@example.com",
            "a.b+c@mail.example.co.uk",
            "x@a-b--c.example",
        ] {
            assert_eq!(readable(address), address);
        }
    }

    #[test]
    fn a_domain_that_could_be_taken_for_another_is_shown_in_ascii() {
        for address in [
            // Cyrillic letters among Latin ones, and nothing but Cyrillic ones, for `apple`.
            "ada@аpple.com",
            "ada@аррӏе.com",
            "ada@еха.example",
            // Greek omicron; Latin letters no language writes like this.
            "ada@gοοgle.com",
            "ada@ɡoogle.com",
            "ada@faceboоk.bücher.example",
        ] {
            let shown = readable(address);
            assert!(shown.contains("@xn--"), "{address}: {shown}");
        }
        let shown = readable("ada@аpple.bücher.example");
        assert!(shown.starts_with("ada@xn--") && shown.ends_with(".bücher.example"));
    }
}
