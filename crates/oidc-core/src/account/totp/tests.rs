use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;
use crate::time::Lifetime;

/// The step in which most tests stand.
const STEP: TotpStep = TotpStep::from_number(58_666_666);

/// The secret of RFC 4226, appendix D, and RFC 6238, appendix B.
fn secret() -> TotpSecret {
    TotpSecret::from_bytes(b"12345678901234567890").unwrap()
}

fn next(step: TotpStep, steps: i64) -> TotpStep {
    TotpStep::from_number(step.number() + steps)
}

/// When a step begins.
fn start(step: TotpStep) -> Timestamp {
    Timestamp::from_millis(step.number() * 30_000)
}

#[test]
fn the_codes_of_rfc_4226_appendix_d_are_made() {
    let codes = [
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
        "520489",
    ];
    for (counter, expected) in (0..).zip(codes) {
        let code = secret().code_at(TotpStep::from_number(counter));
        assert_eq!(code.expose(), expected, "{counter}");
    }
}

/// The vectors have eight digits; fewer are their end (RFC 4226 §5.3).
#[test]
fn the_codes_of_rfc_6238_appendix_b_end_in_ours() {
    for (seconds, step, expected) in [
        (59, 0x1, "94287082"),
        (1_111_111_109, 0x0235_23ec, "07081804"),
        (1_111_111_111, 0x0235_23ed, "14050471"),
        (1_234_567_890, 0x0273_ef07, "89005924"),
        (2_000_000_000, 0x03f9_40aa, "69279037"),
        (20_000_000_000, 0x27bc_86aa, "65353130"),
    ] {
        let at = TotpStep::at(Timestamp::from_millis(seconds * 1000));
        assert_eq!(at.number(), step, "{seconds}");
        let code = secret().code_at(at);
        assert_eq!(code.expose(), &expected[2..], "{seconds}");
    }
}

#[test]
fn an_app_whose_clock_differs_by_29_seconds_is_understood() {
    for second in 0..30 {
        let now = start(STEP).plus(Lifetime::seconds(second));
        for differs in 0..=29 {
            let differs = Lifetime::seconds(differs);
            for app in [now.minus(differs), now.plus(differs)] {
                let step = TotpStep::at(app);
                let verdict = secret().judge(&secret().code_at(step), now, None);
                assert_eq!(verdict, Verdict::Right(step), "{app:?} at {now:?}");
            }
        }
    }
}

#[test]
fn a_code_counts_from_one_step_before_its_own_to_one_step_after() {
    let (code, right) = (secret().code_at(STEP), Verdict::Right(STEP));
    let judge = |now| secret().judge(&code, now, None);
    let first = start(next(STEP, -1));
    let over = start(next(STEP, 2));
    let moment = Lifetime::millis(1);
    assert_eq!(judge(first.minus(moment)), Verdict::Wrong);
    assert_eq!(judge(first), right);
    assert_eq!(judge(over.minus(moment)), right);
    assert_eq!(judge(over), Verdict::Wrong);
}

#[test]
fn a_code_counts_once_and_no_earlier_one_counts_after_it() {
    let judge =
        |steps, last| secret().judge(&secret().code_at(next(STEP, steps)), start(STEP), last);
    assert_eq!(judge(0, None), Verdict::Right(STEP));
    assert_eq!(judge(0, Some(STEP)), Verdict::Used);
    assert_eq!(judge(-1, Some(STEP)), Verdict::Used);
    assert_eq!(judge(1, Some(STEP)), Verdict::Right(next(STEP, 1)));
    assert_eq!(judge(0, Some(next(STEP, -1))), Verdict::Right(STEP));
    assert_eq!(judge(-2, Some(STEP)), Verdict::Wrong);
}

/// The RFCs' secret has the same code at these two steps, which are both in reach of the one between.
#[test]
fn a_code_that_two_steps_share_counts_once() {
    let (early, late) = (
        TotpStep::from_number(61_331_809),
        TotpStep::from_number(61_331_811),
    );
    let code = secret().code_at(early);
    assert_eq!(code, secret().code_at(late));
    let judge = |last| secret().judge(&code, start(next(early, 1)), last);
    assert_eq!(judge(None), Verdict::Right(late));
    assert_eq!(judge(Some(early)), Verdict::Right(late));
    assert_eq!(judge(Some(late)), Verdict::Used);
}

#[test]
fn the_code_of_another_secret_is_wrong() {
    let other = TotpSecret::mint(&mut ChaCha20Rng::seed_from_u64(1));
    let verdict = secret().judge(&other.code_at(STEP), start(STEP), None);
    assert_eq!(verdict, Verdict::Wrong);
}

#[test]
fn every_time_has_a_step() {
    let step = |millis| TotpStep::at(Timestamp::from_millis(millis)).number();
    assert_eq!((step(29_999), step(30_000)), (0, 1));
    assert_eq!((step(0), step(-1)), (0, -1));
    let far = Timestamp::from_millis(i64::MAX);
    let code = secret().code_at(TotpStep::at(far));
    let verdict = secret().judge(&code, far, None);
    assert_eq!(verdict, Verdict::Right(TotpStep::at(far)));
}

#[test]
fn a_code_is_read_however_it_is_typed() {
    for typed in ["081804", "081 804", " 081-804\n", "０８１８０４", "٠٨١٨٠٤"] {
        let code: TotpCode = typed.parse().unwrap();
        assert_eq!(code.expose(), "081804", "{typed}");
    }
    let longest = "1".repeat(10_000);
    let hidden = format!("081804{}", " ".repeat(10_000));
    for typed in [
        "", "08180", "0818040", "08180a", "o81804", &longest, &hidden,
    ] {
        assert_eq!(typed.parse::<TotpCode>(), Err(InvalidTotpCode));
    }
    assert_eq!(
        secret().code_at(STEP).expose().parse(),
        Ok(secret().code_at(STEP))
    );
}

#[test]
fn a_new_secret_has_160_bits_and_is_no_other() {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let (one, two) = (TotpSecret::mint(&mut rng), TotpSecret::mint(&mut rng));
    assert_eq!(one.as_bytes().len(), 20);
    assert_ne!(one, two);
    assert_eq!(TotpSecret::from_bytes(one.as_bytes()), Ok(one.clone()));
}

#[test]
fn a_secret_is_shown_in_base_32_and_in_groups_of_four() {
    let text = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert_eq!(secret().base32().expose(), text);
    let grouped = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ";
    assert_eq!(secret().grouped().expose(), grouped);
}

#[test]
fn a_secret_of_any_length_is_read_back_however_it_is_typed() {
    for length in 16..=64_u8 {
        let bytes: Vec<u8> = (0..length).map(|place| place.wrapping_mul(37)).collect();
        let secret = TotpSecret::from_bytes(&bytes).unwrap();
        let (plain, grouped) = (secret.base32(), secret.grouped());
        let (plain, grouped) = (plain.expose(), grouped.expose());
        for typed in [
            plain.clone(),
            grouped.clone(),
            grouped.to_lowercase(),
            grouped.replace(' ', "-"),
            format!(" {plain}====\n"),
        ] {
            assert_eq!(typed.parse(), Ok(secret.clone()), "{length}");
        }
    }
}

#[test]
fn what_is_no_secret_is_refused() {
    let read = |text: &str| text.parse::<TotpSecret>();
    let long = "A".repeat(10_000);
    // Ten bytes, fifteen and sixty-five.
    let sixty_five = "A".repeat(104);
    for text in [
        "",
        "JBSWY3DPEHPK3PXP",
        "AAAAAAAAAAAAAAAAAAAAAAAA",
        &sixty_five,
        &long,
    ] {
        assert_eq!(read(text), Err(InvalidTotpSecret::Length), "{}", text.len());
    }
    for text in [
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJÉ",
        "GEZDGNBV=GY3TQOJQGEZDGNBVGY3TQOJQ",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQG",
    ] {
        assert_eq!(read(text), Err(InvalidTotpSecret::Encoding), "{text}");
    }
    for length in [0, 15, 65] {
        let bytes = vec![1; length];
        let read = TotpSecret::from_bytes(&bytes);
        assert_eq!(read, Err(InvalidTotpSecret::Length), "{length}");
    }
}

#[test]
fn the_link_names_everything_that_an_app_may_ask_for() {
    let link = secret().key_uri("Bookstore", "ada@example.com");
    assert_eq!(
        link.expose(),
        "otpauth://totp/Bookstore:ada%40example.com\
         ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bookstore\
         &algorithm=SHA1&digits=6&period=30"
    );
}

#[test]
fn nothing_in_a_name_ends_its_part_of_the_link() {
    let link = secret().key_uri("Café: A&B?", "a:b/c#d e%+~");
    let link = link.expose();
    assert!(
        link.starts_with(
            "otpauth://totp/Caf%C3%A9%3A%20A%26B%3F:a%3Ab%2Fc%23d%20e%25%2B~?secret=GEZD"
        ),
        "{link}"
    );
    assert!(
        link.contains("&issuer=Caf%C3%A9%3A%20A%26B%3F&algorithm="),
        "{link}"
    );
}

#[test]
fn neither_a_secret_nor_a_code_prints() {
    let code: TotpCode = "081804".parse().unwrap();
    assert_eq!(format!("{:?}", secret()), "TotpSecret([secret])");
    assert_eq!(format!("{code:?}"), "TotpCode([secret])");
    let link = secret().key_uri("Bookstore", "ada@example.com");
    assert_eq!(format!("{link:?}"), "[secret]");
}
