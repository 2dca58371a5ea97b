//! The zero that people dial before a number at home and leave out from abroad (ITU-T E.164 annex A,
//! `national (trunk) prefix`). Written behind the country code it reaches nobody, and would make two
//! numbers of one.

/// Country codes whose trunk prefix is a zero, and whose numbers never begin with one. Not among them
/// are those where the zero is part of the number: Italy, San Marino, Benin, Congo, Ivory Coast, Gabon.
const ZERO: [&str; 76] = [
    "20", "27", "31", "32", "33", "40", "41", "43", "44", "46", "49", "51", "54", "55", "60", "61",
    "62", "63", "64", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    "212", "213", "218", "233", "234", "249", "251", "254", "255", "256", "260", "263", "353",
    "355", "358", "359", "373", "374", "380", "381", "382", "385", "386", "387", "389", "421",
    "855", "856", "880", "886", "961", "962", "963", "964", "966", "967", "971", "972", "976",
    "977", "994", "995", "996", "998", "992",
];

/// The digits of a number, the country code first, without that zero.
pub(super) fn without(digits: &str) -> Option<String> {
    let code = ZERO.iter().find(|code| digits.starts_with(**code))?;
    let rest = digits.strip_prefix(code)?.strip_prefix('0')?;
    let rest = rest.trim_start_matches('0');
    Some(format!("{code}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_behind_a_country_code_is_left_out_where_it_is_none_of_the_number() {
        assert_eq!(without("610412345678").as_deref(), Some("61412345678"));
        assert_eq!(without("4407911123456").as_deref(), Some("447911123456"));
        for other in [
            "61412345678",
            "390612345678",
            "2250712345678",
            "14255551212",
            "70123456789",
        ] {
            assert_eq!(without(other), None, "{other}");
        }
    }

    /// No code begins with another one (E.164 §6.2.1): so it does not matter which is found first.
    #[test]
    fn no_code_of_the_list_begins_with_another() {
        for one in ZERO {
            let begun = ZERO.iter().filter(|other| other.starts_with(one));
            assert_eq!(begun.count(), 1, "{one}");
        }
    }
}
