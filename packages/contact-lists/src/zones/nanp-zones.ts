/** Area codes that share their zones. */
export interface AreaZones {
  readonly zones: ReadonlyArray<string>
  /** Three digits each, with blanks between. */
  readonly areas: string
}

/**
 * The zones of North American area codes that are in service or assigned, by the time zone that NANPA's public report of
 * area codes gives for each (report of 2026-01-05), with overlays given the zones of the areas they overlay. Where the
 * report rounds, zone-corrections.ts says more.
 */
export const areaZones: ReadonlyArray<AreaZones> = [
  {
    zones: ["America/New_York"],
    areas: `201 202 203 207 212 215 216 220 223 227 229 231 234 239 240 248 252 260 267 269 272 276 283 301 302 304
      305 313 315 317 321 324 326 329 330 332 336 339 347 351 352 363 380 386 401 404 407 410 412 413 419 434 436 440
      443 445 463 465 470 472 475 478 484 502 508 513 516 517 518 540 551 561 565 567 570 571 582 585 586 603 607 609
      610 614 616 617 624 631 640 645 646 656 667 678 679 680 681 686 689 703 704 706 716 717 718 724 727 728 732 734
      740 743 754 757 761 762 765 770 771 772 774 781 786 802 803 804 810 813 814 821 826 828 835 838 839 843 845 848
      854 856 857 859 860 862 863 864 865 878 904 908 910 912 914 917 919 929 934 937 941 943 947 948 954 959 973 978
      980 984 989`
  },
  {
    zones: ["America/Chicago"],
    areas: `205 210 214 217 218 224 225 228 235 251 254 256 262 274 281 309 312 314 316 318 319 320 325 327 331 334 337
      346 353 361 402 405 409 414 417 430 432 447 457 464 469 471 479 483 501 504 507 512 515 531 534 539 557 563 572
      573 580 601 608 612 615 618 621 629 630 636 641 651 659 660 662 682 708 712 713 715 726 730 731 737 763 769 773
      779 806 815 816 817 830 832 847 861 870 872 901 903 913 918 920 924 936 938 940 945 952 956 972 975 979 985`
  },
  { zones: ["America/Denver"], areas: "303 307 385 406 435 505 575 719 720 748 801 970 983" },
  { zones: ["America/Phoenix"], areas: "480 520 602 623 928" },
  {
    zones: ["America/Los_Angeles"],
    areas: `206 209 213 253 279 310 323 341 350 357 360 369 408 415 424 425 442 503 509 510 530 559 562 564 619 626 628
      650 657 661 669 702 707 714 725 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951 971`
  },
  { zones: ["America/New_York", "America/Chicago"], areas: "219 270 364 423 448 574 606 729 812 850 906 930 931" },
  { zones: ["America/Chicago", "America/Denver"], areas: "308 605 620 701 785 915" },
  { zones: ["America/Denver", "America/Los_Angeles"], areas: "208 458 541 775 986" },
  { zones: ["America/Anchorage"], areas: "907" },
  { zones: ["Pacific/Honolulu"], areas: "808" },

  {
    zones: ["America/Toronto"],
    areas: `226 249 263 273 289 343 354 365 367 382 416 418 437 438 450 468 514 519 548 579 581 613 647 683 705 742
      753 819 873 905 942`
  },
  { zones: ["America/Winnipeg"], areas: "204 431 584" },
  { zones: ["America/Edmonton"], areas: "368 403 587 780 825" },
  { zones: ["America/Halifax"], areas: "428 506 782 902" },
  { zones: ["America/Regina"], areas: "306 474 639" },
  { zones: ["America/St_Johns"], areas: "709 879" },
  { zones: ["America/Toronto", "America/Winnipeg"], areas: "807" },
  { zones: ["America/Vancouver"], areas: "236 250 257 604 672 778" },
  {
    zones: [
      "America/Whitehorse",
      "America/Inuvik",
      "America/Edmonton",
      "America/Rankin_Inlet",
      "America/Iqaluit",
      "America/Atikokan"
    ],
    areas: "867"
  },

  { zones: ["America/Anguilla"], areas: "264" },
  { zones: ["America/Antigua"], areas: "268" },
  { zones: ["America/Barbados"], areas: "246" },
  { zones: ["America/Cayman"], areas: "345" },
  { zones: ["America/Dominica"], areas: "767" },
  { zones: ["America/Grand_Turk"], areas: "649" },
  { zones: ["America/Grenada"], areas: "473" },
  { zones: ["America/Jamaica"], areas: "658 876" },
  { zones: ["America/Lower_Princes"], areas: "721" },
  { zones: ["America/Montserrat"], areas: "664" },
  { zones: ["America/Nassau"], areas: "242" },
  { zones: ["America/Port_of_Spain"], areas: "868" },
  { zones: ["America/Puerto_Rico"], areas: "787 939" },
  { zones: ["America/Santo_Domingo"], areas: "809 829 849" },
  { zones: ["America/St_Kitts"], areas: "869" },
  { zones: ["America/St_Lucia"], areas: "758" },
  { zones: ["America/St_Thomas"], areas: "340" },
  { zones: ["America/St_Vincent"], areas: "784" },
  { zones: ["America/Tortola"], areas: "284" },
  { zones: ["Atlantic/Bermuda"], areas: "441" },
  { zones: ["Pacific/Guam"], areas: "671" },
  { zones: ["Pacific/Pago_Pago"], areas: "684" },
  { zones: ["Pacific/Saipan"], areas: "670" }
]

/**
 * The zones of a North American number whose area code tells no place: toll-free, personal, or newer than the list. It
 * may be anywhere in the United States and Canada. The Pacific territories are left out on purpose: no hour of the day
 * suits them and Newfoundland, so that such a number would never be called.
 */
export const anywhereInNorthAmerica: ReadonlyArray<string> = [
  "America/St_Johns",
  "America/Halifax",
  "America/Puerto_Rico",
  "America/New_York",
  "America/Chicago",
  "America/Regina",
  "America/Denver",
  "America/Phoenix",
  "America/Los_Angeles",
  "America/Anchorage",
  "America/Adak",
  "Pacific/Honolulu"
]
