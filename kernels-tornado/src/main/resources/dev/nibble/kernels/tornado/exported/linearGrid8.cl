__kernel void linearGrid8(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *x, __global uchar *y)
{
  float f_16, f_23, f_26, f_27, f_41, f_47, f_53, f_59, f_62, f_63, f_66, f_67, f_68, f_69, f_72, f_73, f_75, f_76, f_77, f_78, f_81, f_82, f_83;
  int i_6, i_9, i_11, i_12, i_13, i_14, i_15, i_17, i_18, i_24, i_25, i_28, i_29, i_34, i_35, i_36, i_42, i_48, i_54, i_60, i_61, i_64, i_65, i_70, i_71, i_74, i_79, i_84, i_89;
  long l_19, l_20, l_21, l_30, l_31, l_32, l_37, l_38, l_39, l_43, l_44, l_45, l_49, l_50, l_51, l_55, l_56, l_57, l_85, l_86, l_87;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_7, ul_8, ul_10, ul_22, ul_33, ul_40, ul_46, ul_52, ul_58, ul_80, ul_88;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) x;
  ul_5  =  (ulong) y;
  i_6  =  get_global_size(0);
  ul_7  =  ul_0 + 24L;
  ul_8  =  ul_0 + 20L;
  i_9  =  get_global_id(0);
  ul_10  =  ul_0 + 16L;
  // BLOCK 1 MERGES [0 8 ]
  i_11  =  i_9;
  for(;;)
  {
    i_12  =  *((__global int *) ul_10);
    if(!(i_11 < i_12))
    {
      break;
    }
    // BLOCK 2
    i_13  =  *((__global int *) ul_8);
    i_14  =  *((__global int *) ul_7);
    i_15  =  i_13 * i_11;
    // BLOCK 3 MERGES [2 7 ]
    f_16  =  0.0F;
    i_17  =  0;
    for(;i_17 < i_13;)
    {
      // BLOCK 4
      i_18  =  i_15 + i_17;
      l_19  =  (long) i_18;
      l_20  =  l_19 + 4L;
      l_21  =  l_20 << 2;
      ul_22  =  ul_3 + l_21;
      f_23  =  *((__global float *) ul_22);
      i_24  =  i_14 * i_17;
      i_25  =  i_18 * i_14;
      // BLOCK 5 MERGES [4 6 ]
      f_26  =  0.0F;
      f_27  =  0.0F;
      i_28  =  0;
      for(;i_28 < i_14;)
      {
        // BLOCK 6
        i_29  =  i_25 + i_28;
        l_30  =  (long) i_29;
        l_31  =  l_30 + 4L;
        l_32  =  l_31 << 2;
        ul_33  =  ul_1 + l_32;
        i_34  =  *((__global int *) ul_33);
        i_35  =  i_24 + i_28;
        i_36  =  i_35 << 2;
        l_37  =  (long) i_36;
        l_38  =  l_37 + 4L;
        l_39  =  l_38 << 2;
        ul_40  =  ul_4 + l_39;
        f_41  =  *((__global float *) ul_40);
        i_42  =  i_36 + 1;
        l_43  =  (long) i_42;
        l_44  =  l_43 + 4L;
        l_45  =  l_44 << 2;
        ul_46  =  ul_4 + l_45;
        f_47  =  *((__global float *) ul_46);
        i_48  =  i_36 + 2;
        l_49  =  (long) i_48;
        l_50  =  l_49 + 4L;
        l_51  =  l_50 << 2;
        ul_52  =  ul_4 + l_51;
        f_53  =  *((__global float *) ul_52);
        i_54  =  i_36 + 3;
        l_55  =  (long) i_54;
        l_56  =  l_55 + 4L;
        l_57  =  l_56 << 2;
        ul_58  =  ul_4 + l_57;
        f_59  =  *((__global float *) ul_58);
        i_60  =  i_34 >> 24;
        i_61  =  i_60 & 255;
        f_62  =  (float) i_61;
        f_63  =  f_62 - f_23;
        i_64  =  i_34 >> 8;
        i_65  =  i_64 & 255;
        f_66  =  (float) i_65;
        f_67  =  f_66 - f_23;
        f_68  =  fma(f_67, f_47, f_27);
        f_69  =  fma(f_63, f_59, f_68);
        i_70  =  i_34 >> 16;
        i_71  =  i_70 & 255;
        f_72  =  (float) i_71;
        f_73  =  f_72 - f_23;
        i_74  =  i_34 & 255;
        f_75  =  (float) i_74;
        f_76  =  f_75 - f_23;
        f_77  =  fma(f_76, f_41, f_26);
        f_78  =  fma(f_73, f_53, f_77);
        i_79  =  i_28 + 1;
        f_26  =  f_78;
        f_27  =  f_69;
        i_28  =  i_79;
      }  // B5
      // BLOCK 7
      ul_80  =  ul_2 + l_21;
      f_81  =  *((__global float *) ul_80);
      f_82  =  f_26 + f_27;
      f_83  =  fma(f_82, f_81, f_16);
      i_84  =  i_17 + 1;
      f_16  =  f_83;
      i_17  =  i_84;
    }  // B3
    // BLOCK 8
    l_85  =  (long) i_11;
    l_86  =  l_85 + 4L;
    l_87  =  l_86 << 2;
    ul_88  =  ul_5 + l_87;
    *((__global float *) ul_88)  =  f_16;
    i_89  =  i_6 + i_11;
    i_11  =  i_89;
  }  // B1
  // BLOCK 9
  return;
}  //  kernel
