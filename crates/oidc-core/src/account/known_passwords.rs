//! Passwords that everybody tries first.

/// Those that stand at the top of every list of passwords that were found elsewhere, in small
/// letters, with spaces between them.
const KNOWN: &str = "
    000000 00000000 0123456789 0987654321 101010 102030 11111 111111 1111111 11111111 1111111111
    112233 11223344 121212 12121212 123123 12312312 123123123 123321 1234 12341234 12344321 12345
    123456 1234567 12345678 123456789 1234567890 123456a 123456aa 123456abc 123456q 123456qwerty
    123654 123abc 123qwe 123qwe123 123qweasd 1234abcd 1234qwer 12345a 12345678910 12345678a
    123456789a 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 159753 147258369 222222 232323 22222222
    333333 444444 5201314 55555 555555 55555555 654321 666666 66666666 696969 777777 7777777
    77777777 789456 789456123 87654321 888888 88888888 987654 98765432 987654321 9876543210 999999
    99999999 a123456 a1234567 a12345678 a123456789 a1b2c3 a1b2c3d4 aa123456 aaaaaa aaaaaaaa abc123
    abc1234 abc12345 abcd1234 abcd123456 abcdef abcdefg abcdefgh access access14 admin admin123
    admin1234 administrator alexander amanda andrea andrew angel angela anthony apple asd123 asdasd
    asdf1234 asdfasdf asdfgh asdfghj asdfghjk asdfghjkl ashley asdqwe123 azerty azertyuiop babygirl
    bailey banana baseball basketball batman biteme blink182 buster butterfly changeme charlie
    cheese chelsea chocolate computer cookie corvette daniel default diamond doudou dragon dubsmash
    elizabeth ferrari flower football football1 forever freedom friends fuckyou george ginger
    google guest hannah hello hello123 hockey hunter hunter2 iloveu iloveyou iloveyou1 internet
    jasmine jennifer jessica jesus jordan jordan23 joshua justin killer letmein letmein1 liverpool
    login lovely loveme maggie marina martin marseille master matrix matthew maverick mercedes
    merlin michael michelle monkey mustang mynoob naruto nicole nothing orange p@ssw0rd p@ssword
    pa$$w0rd pass pass123 pass1234 passw0rd password password! password1 password12 password123
    password1234 password2 patrick peanut pepper pokemon princess purple q1w2e3r4 q1w2e3r4t5 qazwsx
    qazwsxedc qqww1122 qwe123 qweasd qweasdzxc qweqwe qwer1234 qwert qwerty qwerty1 qwerty12
    qwerty123 qwerty1234 qwerty12345 qwertyui qwertyuiop ranger robert root samantha samsung secret
    shadow shadow1 silver skywalker snoopy soccer soleil sparky spiderman starwars summer sunshine
    superman taylor tennis test test123 test1234 thomas thunder tigger trustno1 victoria welcome
    welcome1 welcome123 whatever william winner winter xxxxxx yankees yellow zaq12wsx zaq1zaq1
    zxcvbn zxcvbnm zxcvbnm123
";

fn all() -> impl Iterator<Item = &'static str> {
    KNOWN.split_ascii_whitespace()
}

/// Whether a password is one of them, whatever the case of its letters.
pub(super) fn is_known(password: &str) -> bool {
    let small = password.to_lowercase();
    all().any(|known| known == small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_password_is_known_in_capitals_too() {
        assert!(all().all(is_known));
        assert!(all().all(|known| is_known(&known.to_uppercase())));
        assert!(is_known("123456aA"));
        assert!(!is_known(""));
        assert!(!is_known("correct horse battery staple"));
    }
}
