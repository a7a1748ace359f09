import type { DistressSign } from '../../contract/decision.ts';

/** What a phrase tells of. */
export type DistressKind = Exclude<DistressSign, 'words'>;

/** A joke's marks, beside the course's own words: "I want to die lol this homework". Alone, neither makes a joke of it. */
export const JOKING = /\b(lol|lmf?ao+|rofl|mdr|ptdr|xd|jk|(ja){2,}|(ha){2,}|(he){2,}|k{4,}|rs{2,})\b|[😂🤣😆]/u;
export const COURSEWORK =
  /\b(homework|hw|code|coding|program|bug|error|\w+error|loops?|python|function|assignment|exercise|exam|test|quiz|deadline|compiler)\b/;

/** Idioms of people who are tired of a bug, or laughing; the words in them weigh heavily elsewhere. */
export const IDIOM =
  /\b(is|are|was|keeps|been) (literally |slowly |really )?killing (me|us)\b|\b(gonn?a|going to|will) (kill|murder) me (tomorrow|if|for|on)\b|\bkill(all)? ?9?\b.{0,20}\b(process|pid|thread)\b|\bto die for\b|\bkills? my (laptop|battery|computer|pc|kernel|wifi)\b|\bmor(i|ir|iendo|imos) de risa\b|\blach\w* mich (halb )?tot\b|\bmort de rire\b/;

/**
 * What is no more than a manner of speaking, taken out of a message before the rest of it is read: death as a measure of
 * boredom, a bridge that is better than an editor, "I want to die, my code says SyntaxError".
 */
export const MANNER_OF_SPEAKING = new RegExp(
  [
    String.raw`\bwan(t to|na) die (my|this|the) (\w+ )?(code|program|script|loop|build|compiler) (says?|keeps?|wont|gives?|shows?|prints?|throws?)\b`,
    String.raw`\b((i|im) )?((want|wanna|going|gonna|could|might|would|about|almost|nearly) (to )?)?(die|dies|died|dying|dead) (of|from|with) (pure |sheer |the )?(boredom|laughter|laughing|cringe|embarrassment|curiosity|cuteness)\b`,
    String.raw`\b(rather|sooner) (\w+ ){1,6}than (ever )?(use|learn|write|read|debug|code|install|edit|refactor|program|compile) \w+`,
    String.raw`\b(shot|shoot|shooting|shoots) (myself|yourself|itself|ourselves|himself|herself|themselves) in the foot\b`,
  ].join('|'),
  'g',
);

const SOFTLY = '(so |really |very |too |just |such |a bit |kind of |totally |completely |quite )*';

/**
 * Whole messages that say nothing of how somebody is, or no more than that learning is hard today. Their few words weigh
 * in either direction and tell the trained part nothing; a phrase is looked for all the same.
 */
export const EVERYDAY = new RegExp(
  `^ ?(${[
    '(no|nope|nah|yes|yep|yeah|ok|okay|stop|wait|cancel|huh|hmm+|what|bye|later|maybe|not now|no thanks|no thank you|stop it|never ?mind|good (night|morning|evening)|see (you|ya|u)( later| tomorrow| soon)?)( (no|yes|ok|bye|stop))*',
    String.raw`(please |can you |could you )*(tell|sing|show|give|read|play|order|book|get)( me| us)? (a|an|another|some|the|one) (\w+ ){0,2}(joke|riddle|song|story|poem|music|pizza|taxi|flight|movie|news|weather|time|fun fact)( please)?`,
    String.raw`(who|what|when|where|which) (won|wins|is|was|are|were|made|invented|wrote|painted) (the|a|an)? ?(\w+ ){0,4}(cup|president|capital|king|queen|weather|time|date|score|match|game|movie|film|song|band|record|world|country|city)( (in|of) \w+)?`,
    '(please |can you |could you |how (do|can) i )*(delete|close|cancel|change|reset|remove|update|restore|find) my (account|e ?mail|email address|password|username|profile|subscription|login|name|picture|settings)( please)?',
    '(i have |ive |i )?(lost|forgot(ten)?) my (password|login|username|email)',
    String.raw`how (do|can|to) (i )?(hack|crack|get into|break into) (my |the |a )?(\w+ ){0,2}(wi ?fi|network|router|password|server|website|site|game)`,
    '(i am|im) (bored|hungry|back|here|late|ready|new here|busy|done|off now)( now| again)?',
    `(i am|im|i feel|feeling|i feel like|it makes me feel) ${SOFTLY}(an? )?(dumb|stupid|confused|stuck|frustrated|idiot)( (today|now|again|right now|with this|about this))?`,
    'i (just )?(failed|will fail|am failing|keep failing) ?(it|this|my|the)? ?(exam|test|quiz|assignment|midterm|exercise|class|course)?( again| today)?',
    'i hate (this|it|python|coding|programming|loops|recursion|homework|java|pointers|regex)( so much)?',
    'my (laptop|phone|computer|battery|screen|wifi|internet|mouse|keyboard) (is |just |has )*(dead|died|broken|black|gone|down)',
    'my (dog|cat) ate my homework',
    '(will|can|could|would) you (marry me|be my friend)',
  ].join('|')}) ?[.!?…]* ?$`,
);

const KIN =
  '(dad|daddy|father|mum|mom|mummy|mother|parents?|step ?(dad|father|mum|mom|mother|brother)|uncle|aunt|cousin|brother|' +
  'sister|grandfather|grandpa|grandad|husband|wife|boyfriend|girlfriend|bf|gf|partner|ex|coach|teacher|tutor|boss at work|' +
  'flat ?mate|room ?mate|landlord|someone|sum1|he|she|they)';
const VIOLENCE =
  '(hits?|hitting|beats?|beating|slaps?|slapped|punche[sd]|kicks|kicked|hurts?|chokes?|choked|strangle[sd]?|' +
  'touche[sd]|touch|rape[sd]?|raping|molest(s|ed|ing)?|abuse[sd]?|threatens?|threatened|blackmails?|stalks?)';

/** More than a dose. */
const TOO_MANY =
  '(all( of)?|too many|a (whole |big )?(lot|load|bunch|bottle|box|pack|packet|strip|handful|heap|fistful|ton) of|loads of|lots of|the rest of|' +
  'the (whole|entire) \\w+ of|\\d{2,3}|(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)( \\w+)?)';
const PILLS =
  '(pills?|tablets|meds|paracetamol|acetaminophen|tylenol|ibuprofen|aspirins?|pain ?killers|antidepressants|sleepers|capsules|valium|xanax|codeine)';
const LATER =
  '((the )?(christmas|new year|spring|summer|autumn|winter|morning|weekend|tomorrow|next (week|month|year)|end of (this|the) (week|month|year))|' +
  'my (next )?(\\w+ )?birthday)';

/**
 * Phrases in normalised text (lower case, no accents, no apostrophes, single spaces). Each is written so that the
 * jargon of programs (kill, die, hang, abort, orphan, zombie, child) does not meet it.
 */
export const DISTRESS_PHRASES: readonly { readonly kind: DistressKind; readonly phrase: RegExp }[] = [
  ...[
    /\b(kill|killing|hurt|hurting|harm|harming|hang|hanging|cut|cutting|burn|burning|drown|drowning|starve|starving|stab|shoot|unalive) (my ?self|mysel|meself)\b/,
    /\b(hurt|harmed|cut|burnt|burned|burnd|cutted) (my ?self|my (arm|wrist|leg|thigh)s?)\b/,
    /\bi( have|ve| am|m)?( been| started| keep)? cutting again\b|\bself ?harm(ing|ed)?\b/,
    /\b(want|wants|wanna|wanted|ready|rather|prefer|wish i could|hope i|going|gonna|need|decided|plan|planning|better|deserve) (to )?(just )?(die|be dead|disappear for ever|not exist|stop existing|end it( all)?(?! with| on| in| at| when| after| there| here)|end my life|be gone for good)\b/,
    /\bwish (i|that i) (was|were|had been) (dead|never born|not alive|not here)\b|\bwish i (had never|hadnt|never) (been |was |were )?born\b/,
    /\b(dont|do not|didnt|no longer|not|never) (really )?(want|wanna|wish|care) (to )?(live|be alive|exist|be here any ?more|wake up|keep living|go on living|be around)\b/,
    /\b(not|never) wak(e|ing) up( again)?\b.{0,40}\b(happy|relief|fine|better|nice|peace)\b|\b(hope|wish|pray)\b.{0,40}\b(not|never|dont|didnt|wouldnt) wake up\b|\bsleep and (just )?(not|never) wake up\b/,
    /\b(end|ending|ended|finish|finishing|take|taking|took) (my|my own) life\b|\b(end|ending) (it all|everything)\b|\b(im|i am|i was|ive been|think(ing)? (of|about)|thought (of|about)|way to|from|reason not to) (going to |gonna )?(end|ending) it\b/,
    /\b(thought|thoughts|thinking|feel|feeling|felt|im|am|considering|considered|attempt|attempted|contemplat\w+|about) (about |of |of committing |very |so |really )?(\w+ )?suicid(e|al)\b(?! (rate|burn|data|note in|of))|\bsuicid(e|al) (because|again|thoughts?|every|tonight|today|right now|lately)\b|\bcommit(ting|ted)? suicide\b(?=.{0,40}$)(?<=\b(i|me|to|im|gonna)\b.{0,40})/,
    /\b(no|any|a|one) (more )?(reason|point|use) (to|in|of|for) (me |my )?(live|living|life|being alive|existing|going on|carry on living)\b|\bnothing (left )?to live for\b|\bwhats the point of (me|living|my life)\b/,
    /\b(better off|happier|easier|relieved|better) (for (them|everyone|everybody) )?(without me|if i (was|were|wasnt|werent|am|died|disappeared|did not exist|didnt exist))\b|\b(if|when|after|before|once) im (dead|gone for good|no longer (here|alive))\b|\b(before|after|when|if) i (die|am dead|kill)\b/,
    /\bif i (was|were) (just |simply )?(gone|dead)\b|\bif i (wasnt|werent) (here|alive|around|born)\b/,
    /\b(tired|sick|exhausted|done) (of|with) (living|existing|being alive|life|my life)\b|\bcant (keep living|live (like this )?any ?more|live with myself)\b/,
    /\b(wont|will not|not going to|not gonna|shant) be (here|alive|around) (next|tomorrow|any ?more|after|much longer|on monday|to see|for long)\b/,
    /\b(took|take|taken|swallow(ed)?|saving( up)?|saved|stash\w*|collecting|counted|enough) (up )?(all |some |too many |a lot of |of )*(my |the |mums |moms )?(pills|tablets|meds|paracetamol|sleeping pills|painkillers)\b|\boverdos(e|ed|ing)\b/,
    new RegExp(
      `(?<!\\b(patients?|customers?|users?|columns?|rows?) )\\b(took|taken|swallowed|downed|washed down|emptied|lined up|laid out|counted( out)?|hoard(ed|ing))( just)?( \\w+){0,2}? ${TOO_MANY} (\\w+ ){0,3}?${PILLS}\\b`,
    ),
    new RegExp(
      `\\b${PILLS}( \\w+){0,3}? (lined up|laid out|in front of me|next to (me|my)|beside me|on my (desk|bed|lap|table)|in my (hand|mouth|palm))\\b`,
    ),
    new RegExp(
      `\\b(i|im|ill|id) (\\w+ ){0,2}?(wont|will not|not (planning|going|gonna|expecting|meant)|never|dont (plan|expect|want|intend|think ill))( to)?( going to)?( ever)? (see|live to see|live (until|till)|make it (to|until|till)|last (until|till)|be (alive|around) (at|for|by)) ${LATER}\\b(?! (lectures?|class(es)?|session|lesson|unit|chapter|deadline|rows?|column|tab|module|sale|party))`,
    ),
    new RegExp(
      `\\b${PILLS} (that )?(i|ive)( have| had)?( been)? (saved|saving|kept|keeping|hoarded|collected|collecting|stashed|hid|hidden)\\b`,
    ),
    /\b(i|ive|i have|already|just) (already |just |finally )?(written|wrote|finished|left|signed) (the note|the letters?|my (letters?|goodbyes|will))( ?[.!]| ?$| and | (to|for) (my (mum|mom|dad|kids|children|parents|family|sister|brother|wife|husband)|every(one|body)|them)\b)/,
    /\b(after|before|until|upon) my (own )?(death|funeral)\b|\bmy own funeral\b|\b(at|plan|planned|planning|pay for) my funeral\b/,
    /\b(world|universe|everyone|everybody|family|they|people|things|life)\b.{0,25}\bbetter (off )?(without|minus)( \w+)? me\b(?! (doing|having|writing|using|knowing))/,
    /\b(hope|hoping|wish|wishing|pray|praying)( that)? (the|a|some|this|one of the) (\w+ ){0,2}?(car|lorry|truck|bus|train|tram|van|driver|plane|surgery|cancer|illness)( \w+){0,2} (doesnt|does not|didnt|wont|would not|wouldnt|hits?|kills?|takes?|crash(es)?|would hit|would kill)\b/,
    /\b(looked up|googled|searched|worked out|checked) how (high|tall|deep|many floors)\b/,
    /\b(my|last|final|a|the) suicide (note|letter|plan)\b|\bgoodbye (note|letter) (to|for) (my|everyone)\b|\bmy last (day|night) (on|here|alive)\b|\bgoodbye (cruel )?world im\b/,
    /^(kms|im (gonna |going to )?kms|gonna kms|going to kms)\b|\bkms (tonight|today|tomorrow|for real|fr)\b/,
    /\b(stood|standing|stand|sat|looking|looked|stare|staring|jump|jumping) (on|at|off|from|down) (the |a )?(edge of the )?(bridge|ledge|roof|platform|rail(way)? tracks|river)\b/,
    /\bi ?d rather (die|be dead) than\b/,
    /\b(hate|hating) (being alive|living|my life and)\b|\b(considering|wondering|unsure|question) whether to (go on|keep) living\b|\b(im|i am|being|just|such|only) (just |only |nothing but )?a burden\b/,
    /\b(painless|least painful|quickest|easiest|best) (way|method) (to|of) (die|dying|kill|end)\b|\bhow (many|much)\b.{0,40}\b(pills|tablets|paracetamol|ibuprofen)\b|\bpills\b.{0,40}\b(dangerous|lethal|fatal|enough)\b/,
    /\b(a load|loads|lots|bottle|pack|packet|handful|bunch) of (pills|tablets|meds|paracetamol)\b|\b(im|i am|sitting|standing) on the (roof|ledge|bridge|edge|tracks)\b/,
    /\b(scared|afraid|frightened) of what (i|ill|im|i might|i could)\b|\bcant do this any ?more\b.{0,60}\b(dont|not|nothing).{0,12}\b(homework|code|course|assignment|class)\b/,
    /\btell (my|mum|mom|dad|her|him|them)\b.{0,30}\b(i love|im sorry|i loved|i am sorry)\b|\b(im|i am) sorry (mum|mom|dad|everyone|to everyone|mama|papa)\b/,
    /\b(nobody|no one|noone|no1) (would|will|wud|wld) (even )?(notice|care|miss me|find me|mind) if i\b|\b(nobody|no one|noone|no1) (would|will) miss me\b|\b(just|quietly) (disappear|vanish|stop existing)\b.{0,20}$/,
    /^(im |i am |feeling |so |really )*suicidal\b|\b(im|i am|feel|feeling|felt) (so |really |completely |totally )?(suicidal|worthless|hopeless) ?(and|as a person|\.|!|$|tonight|today|lately|all the time|every)/,
    /\bonly (one )?way out\b|\bmy turn to (leave|go)\b|\b(it|its|everything) (will|ll) be over soon\b|\bhow worthless i am\b|\bsee (you|u|ya) in the next life\b|\bwont matter\b.{0,30}\b(im|i am|i will be|ill be) (gone|dead)\b/,
    /\b(cant|dont) feel anything\b.{0,80}\b(months|weeks|life|any ?more)\b|\bbehind glass\b.{0,80}\b(thinking|end|die|stop)\b/,
    /\bno quiero (seguir )?viv(ir|iendo)\b|\b(quiero|quisiera|ganas de) (morir(me)?|matarme)\b|\bme (quiero|voy a) (matar|morir|suicidar)\b|\bquitarme la vida\b|\bsuicidarme\b|\b(me )?corto los brazos\b/,
    /\bwill nicht mehr (leben|da sein|aufwachen|weiterleben)\b|\b(will|mochte|wurde gern) (nur noch |einfach )?(sterben|tot sein)\b|\bmich umbringen\b|\bbring(e)? mich um\b|\bmir das leben nehmen\b|\britze mich\b|\bnicht mehr aufwachen\b|\bselbstmord(gedanken)?\b.{0,30}\bich\b|\bich\b.{0,40}\bselbstmord/,
    /\b(envie|veux|voudrais) (de |plus que )?mourir\b|\b(veux|ai) plus (envie de )?vivre\b|\bme suicider\b|\bme tuer\b|\ben finir avec (la|ma) vie\b|\bme (scarifie|coupe les)\b/,
    /\bquero (mesmo )?(morrer|me matar)\b|\bnao (quero|aguento) (mais )?viver\b|\bvontade de (viver nenhuma|morrer)\b|\btirar (a )?minha (propria )?vida\b|\bme cortando\b/,
    /\bvoglio (solo )?morire\b|\bnon voglio piu vivere\b|\b(uccidermi|ammazzarmi|suicidarmi)\b|\bfarla finita\b|\btogliermi la vita\b/,
    /\bnie chce (juz )?zyc\b|\bchce (juz )?umrzec\b|\bzabic sie\b|\bzabije sie\b|\bodebrac sobie zycie\b/,
    /\b(olmek|gebermek) istiyorum\b|\byasamak istemiyorum\b|\bintihar et(mek|cem|ecegim)\b|\bkendimi oldur\w*/,
    /\b(jeene|jine|jeena|jina) (ka|ki|ko)? ?(mann?|dil|ichha|himmat)? ?nahi\b|\bmarna cha(ht|h)\w*\b|\bmar ja(a)?na cha\w*|\bkhudk(u|oo)shi\b|\bjaan de(ne|ni|na)\b/,
    /\bwil niet meer leven\b|\bik wil dood\b|\bmezelf (van kant|snijden|pijn)\b|\bkhong muon song\b|\bmuon chet\b(?! (di )?(vi|voi))|\b(ingin|mau) mati (saja|aja)\b|\bbunuh diri\b/,
    /не хочу (больше )?жить|хочу умереть|хочу сдохнуть|уб(ить|ью) себя|покончить с собои|不想活|想死(?!我|锁)|自杀|輕生|轻生|死にたい|消えてしまいたい|죽고 ?싶|자살|اريد ان اموت|عايز اموت|بدي موت|انتحر|मरना चाहत|जीना नहीं चाहत/,
    /\b(wanna|wana|want to|want 2|wan) b dead\b|\b(want|wanna|wish|like) (to )?not (to )?(live|be here|be alive|exist|wake up)\b|\bi wan die\b|\btire (for|of) (this|dis) (world|life)\b/,
    /\b(no|any|a) (reason|point|use) (to|in) (continue|continuing|keep|go on|going on)( with)? (this|my) life\b|\b(cans(e|ada|ado)|tired|sick) (de|of) (existir|vivir|existing)\b/,
    /\b(scratch|scratching|cut|cutting|burn|burning|bite|biting|punch|punching) (at )?my (arms?|wrists?|legs?|thighs?|skin|hands)\b|\b(cuts|scars|bruises|burns) on (my|her|his|their) \w+\b|\b(her|his|my|their) (arms?|wrists?|legs?) (\w+ )?(fresh )?cuts\b/,
    /\b(bought|got|have|found|keep|hid) (the|a|some) (rope|noose|razor ?blades?)\b.{0,60}\b(nobody|no one|told|soul|tonight|tree|fan|hook|ready)\b/,
    /\b(think|thinking|thought|imagine|imagining|feel like|want to)\b.{0,40}\b(drive|driving|steer|steering|crash|crashing) (my car |the car )?(into|against|off) (a|the) (tree|bridge|lorry|truck|road)\b/,
    /\b(i|im) (keep |always |often |sometimes )?(stand|standing|stood|sit|sitting) (on|at|by|near|over) (the )?(very |far )?(top |end |edge )?(of )?(the |a )?(train |railway )?(platform|bridge|roof|railing|cliff|pier)\b/,
    /\b(i|ive|he|hes|she|shes|they|theyve) (have |has |just )?stopped eating\b|\beat(en|ing)?\b.{0,40}\bon p[eu]rpo?se\b|\b(drank|swallowed) (stuff|bleach|poison|something)\b.{0,40}\b(on p[eu]rpo?se|sink|die|noticed)\b/,
    /\b(everyone|everybody|the world|theyd|they|family|kids|children|people|girls|boys)\b.{0,20}\bbetter off without (me|her|him)\b|\b(im|i am) not safe (with|from|around|by) (myself|me)\b/,
    /\b(someone|somebody|friend|mate|sister|brother|mum|mom|dad|girlfriend|boyfriend|cousin|classmate|student|flat ?mate|room ?mate|he|she|they)\b.{0,25}\b(going to|gonna|wants? to|will|ll|might|threat\w+ to|tried to|(say|said|says) \w+( wi)?ll|keeps?|thinking of|talks? about) (kill|killing|hurt|hurting|harm|harming|cut|cutting) (him|her|them) ?sel(f|ves)\b/,
    /\b(he|she|they|someone|somebody|friend|mate|sister|brother) (says?|said|told me|texted|keeps? saying|posted)( that)? (he|she|they) (wants?|wanted|doesnt want|didnt want|dont want) to (die|disappear|end it all|be here|live)\b|\b(someone|somebody|they) (mean|means) it when\b.{0,20}\b(disappear|die|end it)\b/,
    /\bgusto (ko|kong)( na(ng)?)? mamatay\b|\bayo(ko|ko ko|w ko)( na)?(ng)? mabuhay\b|\bmagpakamatay\b|\bme (estoy haciendo|hago|hice|he hecho) dano (otra vez|de nuevo|a proposito)\b|\bhacerme dano\b|\bcompre las pastillas\b|\bya no quiero (estar aqui|existir)\b/,
  ].map((phrase) => ({ kind: 'self-harm' as const, phrase })),
  ...[
    new RegExp(`\\b${KIN}( \\w+){0,2} ${VIOLENCE} (me|us|my (mum|mom|brother|sister|arm|head|face))\\b`),
    new RegExp(
      `\\b${KIN} (was|is|were|came home|comes home|gets|got) (so |really |very )?(drunk|wasted|high)\\b.{0,60}\\b(my|hit|hits|scared|afraid|hiding|again)\\b`,
    ),
    /\bmy (lips?|eye|nose|wrist|ribs?|jaw|cheek|arm|tooth|teeth) (is|are|got|was|were)( all| still)? (split|black|broken|swollen|bleeding|bruised|closed)\b/,
    /\bi( am|m| get| got| was| have been| ve been|ve been)( being| always)? (beaten|abused|molested|raped|assaulted|hit by|stalked|blackmailed|threatened|groped)\b/,
    /\b(threw|throws)\b.{0,30}\bat (me|my head|my face)\b|\b(locked|kicked|threw|thrown) (me )?out\b.{0,60}\b(night|2 ?am|street|bus stop|house|nowhere)\b/,
    /\b(took|takes|has|keeps) my (phone|passport)\b.{0,100}\b(wedding|marry|marriage|allowed|leave)\b|\b(wedding|marriage)\b.{0,80}\b(never met|forced|dont want)\b/,
    /\bhavn?t ?e?n?t? (ate|eaten|had food)\b.{0,60}\b(days?|since|food|week)\b|\b(no|nothing) (food|to eat) (at home|in the house|since)\b/,
    /\b(scared|afraid|terrified|frightened|dont want|cant|cannot|not safe) (of |to )?(go|going|be|being) (back )?home\b(?!work| ?page| dir)|\bnot safe (at home|here|with him)\b|\bscared of (him|my (dad|father|mum|mom|husband|boyfriend|uncle|step ?dad|step ?father|brother))\b/,
    /\b(comes|came) (in|into|to) my (room|bed)\b.{0,40}\b(nights?|nite|sleep|scared|touch)\b/,
    /\b(sends?|sent|send|share|leak|post)\b.{0,40}\b(nudes|naked|pics of me|pictures of me|photos of me)\b|\b(nudes|pics|pictures|photos) of me\b.{0,80}\b(unless|pay|send|everyone|share|post)\b/,
    /\b(padre|papa|madre|mama|padrastro|marido|esposo|novio|tio|hermano)\b.{0,30}\bme (pega|golpea|toca|maltrata|amenaza)\b|\bme pegan en casa\b/,
    /\b(vater|stiefvater|mutter|mann|freund|onkel|bruder)\b.{0,30}\b(schlagt|verprugelt|bedroht|missbraucht) mich\b|\bwerde (ich )?(zu hause )?(geschlagen|missbraucht|bedroht)\b/,
    /\b(pere|mere|beau ?pere|mari|copain|oncle|frere)\b.{0,30}\b(me (frappe|bat|tape|touche|menace)|ma frappee?)\b/,
    /\b(pai|mae|padrasto|marido|namorado|tio)\b.{0,30}\b(me (bate|toca|ameaca)|bate em mim)\b|\b(padre|madre|marito|zio)\b.{0,30}\b(mi (picchia|tocca|minaccia))\b/,
    /\b(ojciec|tata|ojczym|matka|maz)\b.{0,30}\b(mnie )?bije( mnie)?\b|\b(babam|annem|kocam|amcam)\b.{0,30}\b(dovuyor|vuruyor)\b|\b(papa|mummy|mama|chacha|bhai)\b.{0,30}\bmaar(te|ta|ti)\b/,
    /\b(he|she|husband|dad|father|mother|mum|mom|uncle|family)\b.{0,60}\b(uses? (the|his|a) belt|(hits?|beats?) .{0,20}with (the|his|a) (belt|stick|cable))\b|\b(raises?|raised|lays?|laid) (his|her|a) hands? (on|to|at|against) (me|us|her|my)\b/,
    /\b(hit|beaten|battered|abused|hurt) (by (her|his|their) (boyfriend|girlfriend|husband|wife|dad|father|mum|mom|mother|partner|step ?dad)|at home)\b|\b(dad|father|mum|mom|step ?dad|husband|boyfriend|partner) (batters|beats|hits|hurts) (him|her|them)\b|\b(with|has|had|got) bruises\b/,
    /\block\w* (on |from )?(the )?outside (of )?(the |my )?(door|room)\b|\bforces (me|himself on me)\b.{0,30}\b(nights?|bed|sex|sleep)\b|\bif i scream\b/,
    /\bnumber (for|of) (battered |abused )?(women|(some\w+ for )?people (that|who) (do not|dont))\b|\b(suicide|crisis|womens|abuse) (help ?line|hot ?line|shelter)\b/,
  ].map((phrase) => ({ kind: 'abuse' as const, phrase })),
  ...[
    /\b(?:hes|shes|theyre|he is|they are|he|they|she|dad|mum|mom|father|mother|brother|someone|boy|girl|guy|man)\b.{0,30}\b(gonna|going to|will|wants to|threatening to|said (he|she|they)( wi)?ll|says (he|she|they)( wi)?ll|hes gonna|theyll) (stab|shoot|kill|jump|rape|beat|hurt|break) (me|us|my)\b/,
    /\b(i|im|we)( am| ?ll| will| gonna| going to| want to| wanna){1,2} (shoot|stab|bomb|blow) (up )?(the|my|this|that|every\w+) ?(school|class\w*|teacher|professor|campus|every\w+)?\b/,
    new RegExp(
      `\\b${KIN}\\b.{0,30}\\b(says?|said|threatens|threatened|wants)\\b.{0,30}\\b(kill|hurt|burn|break|stab|beat|shoot)\\b.{0,20}\\b(me|us|my|the house)\\b`,
    ),
    /\b(bringt|bringe) mich um\b|\bme va a matar\b.{0,30}\b(si|padre|marido|novio|policia)\b|\b(il|mon mari|mon pere) va me tuer\b/,
    /\b(tell|telling|told|texting|text|messaging|sayin|saying|say|says) (me|i|that i)( 2| to| should| shud)( just| go)? (die|kill (my|your) ?self|kms)\b/,
    /\b(has|with|got|holding) a (knife|gun)\b.{0,80}\b(me|im|i|locked|hiding)\b/,
  ].map((phrase) => ({ kind: 'danger' as const, phrase })),
];
