# The page that asks for the verification code.
code-title = Check your email
code-lead-sign-in = To sign in, enter the code we sent to
code-lead-register = To create your account, enter the code we sent to
code-lead-generic = Enter the code we sent to
code-change = Change
code-label = Verification code
code-valid =
    { $minutes ->
        [one] The code is valid for one more minute.
       *[other] The code is valid for { $minutes } minutes.
    }
code-nothing = Didn’t get it?
code-resend = Send a new code
code-resent = We sent you a new code. Earlier codes no longer work.
code-spam = Still nothing? Have a look in your spam folder.
code-use-password = Use your password

delivery-failed-title = The email could not be sent.
delivery-failed-text = Check the address above, or ask for a new code.

code-error-missing = Enter the code from the email.
code-error-malformed = The code has six digits. Please enter it again: this did not count as a try.
code-error-wrong =
    { $left ->
        [one] That code isn’t right. You have one try left.
       *[other] That code isn’t right. You have { $left } tries left.
    }
code-error-expired = This code has expired. Ask for a new one below.
code-error-exhausted = This code was entered wrongly too often and no longer works. Ask for a new one below.
code-error-paused =
    { $minutes ->
        [one] Too many wrong codes. Try again in one minute.
       *[other] Too many wrong codes. Try again in { $minutes } minutes.
    }
code-error-send-limited =
    { $minutes ->
        [one] We have sent several codes already. You can ask for another in one minute.
       *[other] We have sent several codes already. You can ask for another in { $minutes } minutes.
    }
