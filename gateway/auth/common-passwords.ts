/** The passwords that turn up first in every published breach, of eight characters or more, in lower case. */
const common: ReadonlySet<string> = new Set(
  `12345678 123456789 1234567890 12345678910 123123123 987654321 0987654321 11111111 00000000 88888888 66666666 12341234
   password password1 password12 password123 password! passw0rd p@ssw0rd p@ssword pa55word passwort passwort1 password01
   qwertyui qwertyuiop qwerty123 qwerty1234 qwerty12 qwertz123 qwertzui 1q2w3e4r 1q2w3e4r5t 1qaz2wsx zaq12wsx q1w2e3r4
   asdfghjk asdfghjkl asdf1234 zxcvbnm1 zxcvbnm123 abcd1234 abc12345 abcdefgh abcdefg1 a1b2c3d4 aa123456 aaaaaaaa a1234567
   iloveyou iloveyou1 princess princess1 sunshine sunshine1 football football1 baseball baseball1 basketball superman superman1
   starwars pokemon1 michael1 jennifer jessica1 charlie1 computer internet letmein1 letmein123 trustno1 welcome1 welcome123
   welcome01 whatever dragon12 monkey123 shadow12 master12 mustang1 admin123 admin1234 administrator changeme changeme1 default1
   secret123 test1234 testtest testing1 guest1234 login123 hello123 hello1234 freedom1 liverpool chelsea1 samantha metallica
   summer2023 summer2024 summer2025 winter2023 winter2024 winter2025 spring2024 spring2025 autumn2024 autumn2025 blink182
   qazwsxedc 11223344 112233445566 12344321 13131313 147258369 159753456 789456123 741852963 cheese123 hunter22 hunter123
   computer1 corvette maverick mercedes midnight victoria alexander benjamin danielle elizabeth nicholas patricia scooter1
   cybersecurity security1 security123 student1 student123 learner123 teacher1 teacher123 university academy1`.split(/\s+/)
)

/** `folded` is the password in lower case. */
export const isCommon = (folded: string): boolean => common.has(folded)
